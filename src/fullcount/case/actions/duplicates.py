"""Settling duplicates: of a voter's valid lines the first in line order stands; and the tally of a scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fullcount import law
from fullcount.case import bulk, kinds, read, rows
from fullcount.case.acting import Acting
from fullcount.case.book import Page, digest, writing
from fullcount.case.home import Case
from fullcount.case.models import SettlementRow, WithdrawalRow
from fullcount.terms import Outcome, Progress, Refused, Stage, Standing, silent

COLUMNS = ("scope", "voter_tag", "line_id", "stands", "entry_id")
SHOWN = 3  # lines named in a message


@dataclass(frozen=True, slots=True)
class Tally:
    """What a scope counts to, duplicates settled.

    counted: lines. valid: those that count. groups: voters with several valid lines. surplus: their
    further lines. withdrawn: lines found withdrawn. by_reason: invalid lines, duplicates among them.
    """

    scope: Stage
    counted: int
    valid: int
    groups: int
    surplus: int
    withdrawn: int
    by_reason: dict[str, int]


def settle_duplicates(case: Case, acting: Acting, scope: Stage, progress: Progress = silent) -> Tally:
    """Settle the duplicates of the sample or of the full count, once every line of it is found.

    Raises Refused where a line has no settled finding, naming some, or a withdrawn line is found
    valid.
    """
    with writing(case, acting, kinds.SETTLED, scope.value) as page:
        progress("reading findings", 0, 0)
        standings = list(read.standings(scope))
        _check_complete(scope, standings)
        _check_withdrawn(standings)
        surplus = law.settle(standings)
        writer = bulk.Writer(progress, "settling duplicates", 0)
        groups = _write(page, scope, _groups(standings, surplus), writer)
        tally = _tally(scope, standings, groups, set(surplus))
        page.keep("tally", tally, scope.value)
        body = {"scope": scope.value, "groups": groups, "surplus": len(surplus), "items": writer.items()}
        page.close({**body, "tally_sha256": digest(tally)})
        return tally


def _check_complete(scope: Stage, standings: list[Standing]) -> None:
    unsettled = [one for one in standings if not one.settled]
    if unsettled:
        names = ", ".join(one.line for one in unsettled[:SHOWN])
        raise Refused(
            f"{len(unsettled):,} lines still need other officials to agree: {names}"
            f"{' ...' if len(unsettled) > SHOWN else ''}",
            why=f"{unsettled[0].line} needs {unsettled[0].needs} more to reject the signature.",
            do="First have them examined.",
        )
    missing = read.lines_of(scope).count() - len(standings)
    if missing:
        found = {one.line for one in standings}
        lines = read.lines_of(scope).values_list("line", flat=True)
        first = next(line for line in lines if line not in found)
        raise Refused(
            f"{missing:,} lines have no finding yet, the first is {first}.",
            do="First record findings on them.",
        )


def _check_withdrawn(standings: list[Standing]) -> None:
    """A signature withdrawn in time is not valid (2 CCR 20530); a person must have found it so."""
    in_time = WithdrawalRow.objects.filter(in_time=True)
    tags = set(in_time.exclude(voter_tag="").values_list("voter_tag", flat=True))
    for one in standings:
        if one.outcome is Outcome.VALID and one.voter_tag in tags:
            raise Refused(
                f"The line {one.line} is found valid, but its signer's withdrawal was received in time.",
                do="First record the finding withdrawn on it.",
            )


def _groups(standings: list[Standing], surplus: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Voter tag and lines of each group, the line that stands first, in line order of that line."""
    copies: dict[str, list[str]] = {}
    for line, stands in surplus.items():
        copies.setdefault(stands, [stands]).append(line)
    return ((one.voter_tag, copies[one.line]) for one in standings if one.line in copies)


def _write(page: Page, scope: Stage, groups: Iterable[tuple[str, list[str]]], writer: bulk.Writer) -> int:
    count = 0
    for some in bulk.batches(groups):
        places = bulk.lines_by_id(line for _, lines in some for line in lines)
        named = [(tag, line, line == lines[0]) for tag, lines in some for line in lines]
        made = [(scope.value, tag, places[line][0], stands, page.index) for tag, line, stands in named]
        items = rows.csv_rows(rows.settlement(scope.value, tag, line, stands) for tag, line, stands in named)
        writer.write(SettlementRow, COLUMNS, made, items)
        count += len(some)
    return count


def _tally(scope: Stage, standings: list[Standing], groups: int, surplus: set[str]) -> Tally:
    found = Counter(one.reason for one in standings if one.outcome is Outcome.INVALID)
    if surplus:
        found[read.DUPLICATE] = len(surplus)
    counted = len(standings)
    valid = counted - found.total()
    return Tally(scope, counted, valid, groups, len(surplus), found[read.WITHDRAWN], dict(found))
