"""Requests of signers to withdraw: registered one by one or from a file, and what each does."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile

from fullcount.case import Acting, Case, actions, bulk, read
from fullcount.case.models import FindingRow, WithdrawalRow
from fullcount.terms import BadInput, Outcome
from fullcount.terms.alone import alone
from fullcount.web.clock import now
from fullcount.web.models import Person, Task
from fullcount.web.office.duplicates import standings_of
from fullcount.web.office.lists import Row, rows_of, stage_shown

PAGE: Final = 100  # requests
LARGEST: Final = 20 << 20  # bytes of a file of requests


@dataclass(frozen=True, slots=True)
class Request:
    """A request as registered. line: its id where it names one; in_time: received before filing."""

    number: int
    request: str
    place: int | None
    line: str
    received: date | None
    in_time: bool


@dataclass(frozen=True, slots=True)
class Requests:
    """A page of requests, the latest first. after: begins the next page."""

    count: int
    in_time: int
    shown: tuple[Request, ...]
    after: int | None


def requests(before: int = 0) -> Requests:
    """The requests registered before one of them, or the latest."""
    rows = WithdrawalRow.objects.order_by("-id")
    some = list((rows.filter(id__lt=before) if before else rows).select_related("line")[: PAGE + 1])
    return Requests(
        rows.count(),
        rows.filter(in_time=True).count(),
        tuple(_request(row) for row in some[:PAGE]),
        some[PAGE - 1].pk if len(some) > PAGE else None,
    )


def _request(row: WithdrawalRow) -> Request:
    line = row.line.line if row.line else ""
    return Request(row.pk, row.request, row.line_id, line, row.received, row.in_time)


def register(opened: Case, person: Person, withdrawal: actions.Withdrawal) -> actions.Registered:
    """Register one request. Raises as the act does."""
    made = actions.register_withdrawals(opened, Acting(person.name, now()), [withdrawal])
    _drop_tasks()
    return made


def register_file(opened: Case, person: Person, upload: UploadedFile[Any]) -> actions.Registered:
    """Register the requests of a CSV file: request, line or voter_id, received. All of it or nothing.

    Raises BadInput for a file that is too large, else as the act does.
    """
    if (upload.size or 0) > LARGEST:
        raise BadInput(f"The file has over {LARGEST >> 20} MB.", do="Register it in parts.")
    with alone(opened.dir / "withdrawals.part") as folder:
        path = folder / "withdrawals.csv"
        with path.open("wb") as file:
            shutil.copyfileobj(upload, file)
        made = actions.register_withdrawals_file(opened, Acting(person.name, now()), path)
    _drop_tasks()
    return made


def asked(request: str, line: str, voter_id: str, received: str) -> actions.Withdrawal:
    """A request as typed. Raises BadInput for a day that is none."""
    try:
        day = date.fromisoformat(received) if received else None
    except ValueError as error:
        raise BadInput("The day of receipt is not a date.", do="Write it as 2022-07-06.") from error
    return actions.Withdrawal(request.strip(), line.strip(), voter_id.strip(), day)


def still_valid() -> tuple[Row, ...]:
    """Lines found valid for a voter whose withdrawal was received in time; the first ones.

    An official must find them withdrawn before duplicates are settled.
    """
    stage = stage_shown()
    tags = WithdrawalRow.objects.filter(in_time=True).exclude(voter_tag="").values("voter_tag")
    valid = FindingRow.objects.filter(outcome=Outcome.VALID.value, voter_tag__in=tags)
    wanted = sorted(set(valid.values_list("line_id", flat=True)))
    stands = standings_of(stage, wanted)
    places = [place for place, one in stands.items() if one.outcome is Outcome.VALID]
    return rows_of(sorted(places)[:PAGE])


def _drop_tasks() -> None:
    """Lines withdrawn in time need no reading: their tasks are dropped, unless somebody has them in hand."""
    free = set(Task.objects.filter(done=False, holder=None).values_list("place", flat=True))
    gone = sorted(free & set(read.withdrawn_lines(stage_shown())))
    for some in bulk.batches(gone, 500):
        Task.objects.filter(place__in=some, done=False, holder=None).delete()
