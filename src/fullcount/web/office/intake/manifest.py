"""The manifest: what was received, before it is frozen; and what stands in the ledger once it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from fullcount import case, law
from fullcount.case import actions, kinds, read, rows
from fullcount.case.book import last_acts
from fullcount.case.models import Entry, LineRow, SectionRow
from fullcount.terms import BadInput, LineState, Petition, Refused, UserError
from fullcount.web.clock import now
from fullcount.web.models import Person
from fullcount.web.office.intake.tables import Batch


@dataclass(frozen=True, slots=True)
class Act:
    """An act as it stands in the ledger."""

    index: int
    at: datetime
    actor: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """The manifest as a page shows it. raw: its signed lines. met: whether they reach what is required.

    open_batches: batches that are not received. closed: why it cannot be frozen now. frozen: the act.
    """

    petition: Petition
    sections: int
    counts: dict[str, int]
    raw: int
    prima_facie: law.PrimaFacie
    open_batches: list[int]
    closed: UserError | None
    frozen: Act | None


def act(kind: str) -> Act | None:
    """The latest act of a kind; None before any."""
    entry = Entry.objects.filter(kind=kind).order_by("-index").first()
    if entry is None:
        return None
    told = json.loads(entry.text)
    return Act(entry.index, datetime.fromisoformat(told["at"]), told["actor"], told["body"])


def received() -> dict[str, int]:
    """Lines received so far: in all and by state."""
    return dict(
        LineRow.objects.aggregate(
            lines=Count("place"),
            **{state.value: Count("place", filter=Q(state=state.value)) for state in LineState},
        )
    )


def shown() -> Shown:
    """The manifest now. Raises Refused where no petition is open."""
    petition, counts, frozen = read.petition(), received(), act(kinds.FROZEN)
    raw = counts[LineState.SIGNED.value]
    return Shown(
        petition,
        SectionRow.objects.count(),
        counts,
        raw,
        read.law_of().prima_facie(raw, petition.required),
        open_batches(),
        None if frozen else _closed(),
        frozen,
    )


def open_batches() -> list[int]:
    """Batches with something in them that are not received."""
    rows = Batch.objects.filter(entry=None, sections__isnull=False).distinct()
    return list(rows.order_by("id").values_list("id", flat=True))


def _closed() -> UserError | None:
    try:
        kinds.check((kinds.FROZEN, ""), last_acts())
        _check_batches()
    except UserError as error:
        return error
    return None


def _check_batches() -> None:
    left = open_batches()
    if left:
        raise Refused(
            f"Not everything counted is received: batch {', '.join(map(str, left))}.",
            why="What is not received before the manifest is frozen does not count.",
            do="Receive these batches, or take out what is in them.",
        )


def freeze(opened: case.Case, person: Person, raw: int) -> None:
    """Freeze the manifest. raw: the raw count that the person was shown and confirmed.

    Raises Refused where it is another by now, where a batch is not received, or as `actions.freeze_manifest`.
    """
    with transaction.atomic():
        frozen = act(kinds.FROZEN)
        if frozen is not None and frozen.body["raw_count"] == raw:  # pressed twice
            return
        _check_batches()
        made = actions.freeze_manifest(opened, case.Acting(person.name, now()))
        if made.raw_count != raw:
            raise Refused(
                f"The raw count is {made.raw_count:,} by now; you confirmed {raw:,}.",
                why="Something was received meanwhile.",
                do="Look at the counts again, then freeze.",
            )


def check_confirmed(confirmed: bool) -> None:  # noqa: FBT001 - a checkbox
    """Raise BadInput unless the person said that the counts were compared."""
    if not confirmed:
        raise BadInput(
            "The raw count is not confirmed.",
            why="Once the manifest is frozen no section can be added and no line changed.",
            do="Compare the counts with the paper, and mark that you did.",
        )


def as_csv() -> Iterator[bytes]:
    """The frozen manifest as it is published. Raises Refused before it is frozen."""
    if (kinds.FROZEN, "") not in last_acts():
        raise Refused("The manifest is not frozen yet.", do="First freeze the manifest.")
    return rows.csv_file(rows.MANIFEST, rows.manifest())
