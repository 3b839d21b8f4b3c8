"""Lines of one voter side by side: as linking proposes, as findings say, and as they were settled.

Which copy stands is the law's to say (`law.settle`): the first in line order that is valid otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Final

from django.db import connection

from fullcount import law
from fullcount.case import bulk, kinds, read
from fullcount.case.book import last_acts
from fullcount.case.models import GroupRow, SettlementRow
from fullcount.terms import Finding, Outcome, Stage, Standing
from fullcount.web import serving
from fullcount.web.clock import now
from fullcount.web.office import record
from fullcount.web.office.progress import label_of

PAGE: Final = 10  # groups
FRESH: Final = timedelta(seconds=60)  # for which groups of findings are not looked for again


@dataclass(frozen=True, slots=True)
class Copy:
    """A line of a group. found: what stands for it, in words; why: that it counts, or does not, and why."""

    place: int
    line: str
    name: str
    address: str
    found: str
    stands: bool | None
    why: str


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that appear to be, or were found to be, of one voter. certainty: of linking, 0 to 1, or None."""

    number: int
    copies: tuple[Copy, ...]
    evidence: str = ""
    certainty: float | None = None

    @property
    def percent(self) -> str:
        """The certainty in percent, never rounded up to all."""
        return "" if self.certainty is None else f"{int(self.certainty * 100)}%"


@dataclass(frozen=True, slots=True)
class Groups:
    """A page of groups. count: of all; after: begins the next page."""

    count: int
    groups: tuple[Group, ...]
    after: int | None

    @property
    def places(self) -> list[int]:
        """Every line shown."""
        return [copy.place for group in self.groups for copy in group.copies]


def proposed(stage: Stage, after: int = 0) -> Groups:
    """What the latest linking proposes."""
    linked = last_acts().get((kinds.LINKED, ""), -1)
    rows = GroupRow.objects.filter(entry_id=linked)
    some = list(rows.filter(id__gt=after).order_by("id")[: PAGE + 1])
    ids = bulk.lines_by_id({line for row in some[:PAGE] for line in row.lines.split(",")})
    places = {line: place for line, (place, _) in ids.items()}
    show = _Shower(stage, list(places.values()))
    groups = tuple(
        Group(row.pk, show.copies(places[line] for line in row.lines.split(",")), row.evidence, row.certainty)
        for row in some[:PAGE]
    )
    return Groups(rows.count(), groups, some[PAGE - 1].pk if len(some) > PAGE else None)


def found(stage: Stage, after: int = 0) -> Groups:
    """Lines found valid for one voter, of all findings so far; looked for at most once a minute."""
    known = _Found.groups(stage)
    some = known[after : after + PAGE]
    show = _Shower(stage, [place for group in some for place in group])
    groups = tuple(Group(number, show.copies(group)) for number, group in enumerate(some, after + 1))
    more = after + PAGE
    return Groups(len(known), groups, more if len(known) > more else None)


def settled(stage: Stage, after: int = 0) -> Groups:
    """The groups of the latest settlement of a stage; none before it."""
    entry = last_acts().get((kinds.SETTLED, stage.value), -1)
    rows = SettlementRow.objects.filter(entry_id=entry)
    heads = rows.filter(stands=True)  # one begins each group
    first = list(heads.filter(id__gt=after).order_by("id").values_list("id", flat=True)[: PAGE + 1])
    if not first:
        return Groups(heads.count(), (), None)
    some = rows.filter(id__gte=first[0]).order_by("id")
    some = some.filter(id__lt=first[PAGE]) if len(first) > PAGE else some
    members = list(some)
    show = _Shower(stage, [row.line_id for row in members])
    groups = tuple(
        Group(copies[0].pk, show.copies(row.line_id for row in copies))
        for copies in (list(group) for _, group in groupby(members, attrgetter("voter_tag")))
    )
    return Groups(heads.count(), groups, first[PAGE - 1] if len(first) > PAGE else None)


class _Shower:
    """Makes copies of lines whose transcripts and standings were fetched together."""

    def __init__(self, stage: Stage, places: list[int]) -> None:
        self._written = record.transcripts_of(places)
        self._ids: dict[int, str] = dict(bulk.fetch("line", ("place", "line"), "place", places))
        self._standings = standings_of(stage, places)

    def copies(self, places: Iterable[int]) -> tuple[Copy, ...]:
        """The lines of one group in line order, each with whether it stands among them."""
        ordered = sorted(places)
        surplus = law.settle(self._standings[place] for place in ordered if place in self._standings)
        return tuple(self._copy(place, surplus) for place in ordered)

    def _copy(self, place: int, surplus: dict[str, str]) -> Copy:
        line, (name, address) = self._ids[place], self._written.get(place, ("", ""))
        return Copy(place, line, name, address, *_judged(self._standings.get(place), surplus))


def _judged(standing: Standing | None, surplus: dict[str, str]) -> tuple[str, bool | None, str]:
    """What stands for a line, whether it counts, and why."""
    if standing is None:
        return "Nothing found yet", None, ""
    if standing.outcome is None:
        return label_of(standing.reason), None, f"{standing.needs} more officials must agree."
    if standing.outcome is Outcome.INVALID:
        return label_of(standing.reason), False, "It does not count for its own reason."
    if standing.line in surplus:
        first = surplus[standing.line]
        return (
            label_of(""),
            False,
            f"A further copy: {first} comes first in line order and is valid otherwise.",
        )
    return label_of(""), True, "It stands: of this voter's lines the first that is valid otherwise."


def standings_of(stage: Stage, places: Sequence[int]) -> dict[int, Standing]:
    """What stands for some lines, by the findings of the ledger; lines without a finding are left out."""
    rule = read.law_of()
    agreeing, signature = rule.officials_to_reject_signature, rule.signature_reason
    ids: dict[int, str] = dict(bulk.fetch("line", ("place", "line"), "place", places))
    out = {
        place
        for place, in_time in bulk.fetch("withdrawal", ("line_id", "in_time"), "line_id", places)
        if in_time
    }
    standings = {
        place: law.standing(list(group), agreeing, signature)
        for place, group in _findings(stage, places, ids)
    }
    for place in out:
        standings[place] = Standing(ids[place], Outcome.INVALID, read.WITHDRAWN, "", settled=True)
    return standings


def _findings(
    stage: Stage, places: Sequence[int], ids: dict[int, str]
) -> Iterator[tuple[int, Iterator[Finding]]]:
    columns = ("line_id", "id", "stage", "outcome", "reason", "official", "voter_tag")
    rows = sorted(bulk.fetch("finding", columns, "line_id", places))
    wanted = (row for row in rows if stage is Stage.FULL or row[2] == Stage.SAMPLE.value)
    for place, group in groupby(wanted, lambda row: int(row[0])):
        yield (
            place,
            (Finding(ids[place], Stage(row[2]), Outcome(row[3]), row[4], row[5], row[6]) for row in group),
        )


class _Found:
    """Groups of findings, looked for once for each state of the findings, at most once a minute."""

    _key: tuple[object, ...] = ()
    _at: datetime | None = None
    _groups: tuple[tuple[int, ...], ...] = ()

    @classmethod
    def groups(cls, stage: Stage) -> tuple[tuple[int, ...], ...]:
        """The places of each group, in line order of the first."""
        last = last_acts()
        about = (serving.case().dir, stage)
        state = (last.get(kinds.FOUND_SAMPLE), last.get(kinds.FOUND_FULL), last.get((kinds.WITHDRAWALS, "")))
        fresh = cls._at is not None and now() - cls._at < FRESH
        if cls._key[:2] == about and (cls._key[2:] == state or fresh):
            return cls._groups
        cls._groups, cls._key, cls._at = _look(stage), (*about, *state), now()
        return cls._groups


def _look(stage: Stage) -> tuple[tuple[int, ...], ...]:
    """Lines with a valid finding for one voter, several of which stand valid."""
    of_stage = "AND stage = 'sample'" if stage is Stage.SAMPLE else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT DISTINCT voter_tag, line_id FROM finding WHERE outcome = 'valid' {of_stage}
            AND voter_tag IN (
                SELECT voter_tag FROM finding WHERE outcome = 'valid' AND voter_tag <> '' {of_stage}
                GROUP BY voter_tag HAVING min(line_id) < max(line_id))
            ORDER BY voter_tag, line_id"""
        )
        rows = cursor.fetchall()
    standings = standings_of(stage, [place for _, place in rows])
    valid = [(tag, place) for tag, place in rows if _valid_for(standings.get(place), tag)]
    groups = (tuple(place for _, place in group) for _, group in groupby(valid, lambda row: row[0]))
    return tuple(sorted(group for group in groups if len(group) > 1))


def _valid_for(standing: Standing | None, tag: str) -> bool:
    return standing is not None and standing.outcome is Outcome.VALID and standing.voter_tag == tag
