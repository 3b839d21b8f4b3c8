"""Registering withdrawals: requests of signers to take their signature back.

A request in time that names a line takes that line out, whatever is found of it; the line's id is an
item of the entry and is published. One that names a voter takes effect through a person's finding:
settling refuses while a line of that voter is found valid. All requests are committed to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fullcount import ledger
from fullcount.case import bulk, files, kinds, private, read
from fullcount.case.acting import Acting
from fullcount.case.actions.given import check_lines
from fullcount.case.book import Page, writing
from fullcount.case.files import Withdrawal
from fullcount.case.home import Case
from fullcount.case.models import WithdrawalRow
from fullcount.terms import BadInput, Progress, silent

COLUMNS = ("request", "line_id", "voter_id", "voter_tag", "received", "in_time", "entry_id")
IN_TIME = COLUMNS.index("in_time")


@dataclass(frozen=True, slots=True)
class Registered:
    """count: requests registered. matched: those in time that name a line, which is thereby out."""

    count: int
    matched: int


def register_withdrawals(
    case: Case, acting: Acting, withdrawals: Iterable[Withdrawal], progress: Progress = silent
) -> Registered:
    """Register requests. Raises BadInput for one registered before or naming neither line nor voter."""
    with writing(case, acting, kinds.WITHDRAWALS) as page:
        return _register(page, enumerate(withdrawals, 1), None, progress)


def register_withdrawals_file(
    case: Case, acting: Acting, path: Path, progress: Progress = silent
) -> Registered:
    """The same from a CSV file: request, line or voter_id, and where known received."""
    with writing(case, acting, kinds.WITHDRAWALS) as page:
        return _register(page, files.withdrawals(path), path, progress)


def _register(
    page: Page, numbered: Iterable[tuple[int, Withdrawal]], file: Path | None, progress: Progress
) -> Registered:
    requests = bulk.Writer(progress, "registering withdrawals")
    matched, filed = ledger.Tree(), read.petition().filed
    for some in bulk.batches(numbered):
        _check(some, file)
        lines = _places(some, file)
        rows = [_row(one, lines, filed, page) for _, one in some]
        items = private.commitments(page.case.secret, "withdrawal", (values(one) for _, one in some))
        requests.write(WithdrawalRow, COLUMNS, rows, items)
        for (_, one), row in zip(some, rows, strict=True):
            if one.line and row[IN_TIME]:
                matched.append(ledger.leaf_hash(one.line.encode("utf-8")))
    requests.check_any("request", file)
    published = {"count": matched.size, "root": matched.root().hex()}
    page.close(
        {"count": requests.count, "matched": matched.size, "items": published, "requests": requests.items()}
    )
    return Registered(requests.count, matched.size)


def values(one: Withdrawal) -> tuple[str, ...]:
    """What the commitment to a request is over."""
    return (one.request, one.line, one.voter_id, one.received.isoformat() if one.received else "")


def _row(one: Withdrawal, places: dict[str, int], filed: date, page: Page) -> bulk.Row:
    tag = ledger.voter_tag(page.case.secret, one.voter_id) if one.voter_id else ""
    received = one.received.isoformat() if one.received else None
    in_time = one.received is None or one.received < filed
    return (one.request, places.get(one.line), one.voter_id, tag, received, in_time, page.index)


def _check(some: list[tuple[int, Withdrawal]], file: Path | None) -> None:
    before = bulk.fetch("withdrawal", ("request",), "request", (one.request for _, one in some))
    seen = {request for (request,) in before}
    for row, one in some:
        if not one.request or one.request in seen:
            raise BadInput(
                "This request was registered before." if one.request else "The request has no number.",
                file=file,
                row=row,
                column="request",
                do="Give each request a number of its own, and leave out what was registered already.",
            )
        if not one.line and not one.voter_id:
            raise BadInput(
                "The request names neither a line nor a voter.", file=file, row=row, do="Name one of them."
            )
        seen.add(one.request)


def _places(some: list[tuple[int, Withdrawal]], file: Path | None) -> dict[str, int]:
    named = [(row, one.line) for row, one in some if one.line]
    return {line: place for (_, line), place in zip(named, check_lines(named, file), strict=True)}
