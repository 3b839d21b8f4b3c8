"""What the latest linking of a case proposed, with what weights, and who was found to have signed since."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, TypedDict

from django.db.models import Min

from fullcount import linkage
from fullcount.case import kinds, read
from fullcount.case.book import CHUNK, documents, last_acts
from fullcount.case.home import Case
from fullcount.case.models import PLACES, CandidateRow, FindingRow, GroupRow, ReadingRow, SectionRow
from fullcount.terms import BadInput, Candidate, DuplicateGroup, Reading, Refused

NOBODY = "not_registered"  # the reason's code in the rulebooks there are
LINKING = "linking"  # a document: the weights and the steps of a linking
SPAN = ("circulated_from", "circulated_to")

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Signers:
    """Who signed, as found. told: line to voter id, empty for nobody on the roll. Confidential.

    untold: lines with a finding that says neither, such as one rejected for its signature alone.
    """

    told: dict[str, str]
    untold: frozenset[str]


@dataclass(frozen=True, slots=True)
class Kept:
    """A linking as kept. weights: their text; empty, as everything, where an earlier version linked."""

    weights: str
    filed: date | None
    circulated_from: date | None
    steps: tuple[linkage.StepCount, ...]


class LinkingKept(TypedDict):
    """The document of a linking, as JSON. shipped: whether the weights came with fullcount."""

    weights: str
    shipped: bool
    weights_sha256: str
    filed: str
    circulated_from: str
    steps: list[list[str | int]]


def linking_kept(result: linkage.LinkResult, options: linkage.Options) -> LinkingKept:
    """The document of a linking: weights whole, their digest, circulation and filing, what each step did."""
    return {
        "weights": linkage.weights_text(options.weights),
        "shipped": options.weights == linkage.default_weights(),
        "weights_sha256": linkage.digest(options.weights),
        "filed": options.filed.isoformat() if options.filed else "",
        "circulated_from": options.circulated_from.isoformat() if options.circulated_from else "",
        "steps": [[step.name, step.why, step.rows] for step in result.steps],
    }


def write_lines(path: Path) -> dict[str, int]:
    """The transcripts as linking takes them, with the days that their sections' circulators declare.

    Gives the place of each line. The file is confidential.
    """
    known, places = dict(read.places()), dict[str, int]()
    days = {row[0]: row[1:] for row in SectionRow.objects.values_list("number", *SPAN)}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("line", *read.TRANSCRIPT, *SPAN))
        for one in read.latest_transcripts():
            place = places[one.line] = known[one.line]
            written = (getattr(one, name) for name in read.TRANSCRIPT)
            writer.writerow([one.line, *written, *days[place // PLACES]])
    return places


def first_circulated(filed: date) -> date | None:
    """The first day on which a circulator declares to have collected; one after filing is a slip."""
    declared = SectionRow.objects.filter(circulated_from__lte=filed)
    first: date | None = declared.aggregate(first=Min("circulated_from"))["first"]
    return first


def linking() -> Kept:
    """What the case keeps of its latest linking. Raises Refused where nothing is linked."""
    _last()
    kept = documents(LINKING)
    if not kept:
        return Kept("", None, None, ())
    last = kept[-1]
    steps = tuple(linkage.StepCount(name, why, rows, 0.0) for name, why, rows in last["steps"])
    filed, begun = (_day(last.get(name, "")) for name in ("filed", "circulated_from"))
    return Kept(last["weights"], filed, begun, steps)


def own_weights() -> linkage.Weights | None:
    """The weights of its own that the case was linked with last; None where it was linked with none.

    Where a linking was kept before it said whose weights they were, it had none. Raises Refused where this
    version cannot read them.
    """
    kept = documents(LINKING)
    if not kept or kept[-1].get("shipped", True):
        return None
    try:
        return linkage.weights_of(kept[-1]["weights"])
    except BadInput as error:
        raise Refused(
            "This version cannot link with the weights that the case was linked with last.",
            why=error.what,
            do="Name others: fullcount case link --weights FILE, or --shipped-weights.",
        ) from error


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def readings() -> Iterator[tuple[str, Reading, float]]:
    """Every line's reading in the latest linking, in line order."""
    for line, reading, share in _latest(ReadingRow, "line__line", "reading", "probability"):
        yield line, Reading(reading), share


def candidates() -> Iterator[Candidate]:
    """The candidates of the latest linking, in line order. Confidential."""
    columns = ("line__line", "rank", "voter_id", "probability", "reading", "evidence")
    for line, rank, voter_id, share, reading, evidence in _latest(CandidateRow, *columns):
        yield Candidate(line, rank, voter_id, share, Reading(reading), evidence)


def groups() -> Iterator[DuplicateGroup]:
    """The groups of the latest linking. Confidential."""
    for lines, voter_id, certainty, words in _latest(GroupRow, "lines", "voter_id", "certainty", "evidence"):
        yield DuplicateGroup(tuple(lines.split(",")), voter_id, certainty, words)


def signers(case: Case, nobody: str = NOBODY) -> Signers:
    """Who signed each line, by its latest finding. nobody: the reason that says that no voter did.

    Raises Refused for a reason the law has not.
    """
    case.check_open()
    reasons = [reason.code for reason in read.law_of().reasons]
    if nobody not in reasons:
        raise Refused(
            f"The law of this petition has no reason {nobody}.",
            do=f"Name the one that means nobody on the roll: {', '.join(sorted(reasons))}.",
        )
    rows = FindingRow.objects.order_by("line_id", "id").values_list("line__line", "voter_id", "reason")
    told, untold = dict[str, str](), set[str]()
    for line, found in groupby(rows.iterator(chunk_size=CHUNK), itemgetter(0)):
        _, voter_id, reason = list(found)[-1]
        if voter_id or reason == nobody:
            told[line] = voter_id
        else:
            untold.add(line)
    return Signers(told, frozenset(untold))


def is_examined() -> bool:
    """Whether anything was found yet. Linking again changes no finding, only what is proposed."""
    return FindingRow.objects.exists()


def _last() -> int:
    """The ledger entry of the latest linking."""
    entry = last_acts().get((kinds.LINKED, ""))
    if entry is None:
        raise Refused("No line of this case is linked yet.", do="Link the lines first: fullcount case link.")
    return entry


def _latest(table: Any, *columns: str) -> Iterator[Row]:
    rows = table.objects.filter(entry_id=_last()).order_by("id").values_list(*columns)
    found: Iterator[Row] = rows.iterator(chunk_size=CHUNK)
    return found
