"""Reading a case: the petition, the law it is under, the sample, what is left to examine, what stands."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar

from django.db.models import Max, QuerySet

from fullcount import law
from fullcount.case import bulk, kinds
from fullcount.case.book import CHUNK, last_acts, last_body, last_document, latest
from fullcount.case.models import (
    DrawnRow,
    Entry,
    FindingRow,
    LineRow,
    SettlementRow,
    TranscriptRow,
    WithdrawalRow,
)
from fullcount.terms import (
    Candidate,
    Finding,
    LineState,
    Outcome,
    Petition,
    Reading,
    Refused,
    Stage,
    Standing,
    Transcript,
)

T = TypeVar("T")
DUPLICATE, WITHDRAWN = "duplicate", "withdrawn"  # reasons that are settled or registered, not found
SHOWN_AT_ONCE = 2_000  # lines whose transcripts and candidates are fetched together


@dataclass(frozen=True, slots=True)
class ToExamine:
    """A line before an examiner: what it says, what linking proposes. Confidential.

    withdrawn: a withdrawal in time names this line. One that names a voter is in withdrawn_voters.
    """

    line: str
    transcript: Transcript | None
    reading: Reading | None
    candidates: tuple[Candidate, ...]
    withdrawn: bool


def petition() -> Petition:
    """The petition of the case. Raises Refused where none is opened yet."""
    body = last_document("petition")
    wanted = {name: body[name] for name in Petition.__dataclass_fields__}
    return Petition(**{**wanted, "filed": date.fromisoformat(body["filed"])})


def law_of() -> law.Law:
    """The law the petition was opened under, as it was then, whatever the rulebook says now."""
    return law.Law.from_published(last_document("law"))


def raw_count() -> int:
    """The number of signed lines in the frozen manifest. Raises Refused before that."""
    body = last_body(kinds.FROZEN)
    if body is None:
        raise Refused("The manifest is not frozen yet.", do="First freeze the manifest.")
    return int(body["raw_count"])


def check_prima_facie() -> None:
    """Raise Refused for a petition whose raw count is below the required number."""
    raw, required = raw_count(), petition().required
    if not law_of().prima_facie(raw, required).met:
        raise Refused(
            f"The raw count, {raw:,}, is below the required number, {required:,}.",
            why="The petition fails prima facie; no sample is drawn and nothing is examined.",
            do="Notify the proponents that no further action is taken.",
        )


def drawn_lines() -> tuple[str, ...]:
    """The lines of the sample in ticket order; none before the draw."""
    return tuple(DrawnRow.objects.order_by("rank").values_list("line__line", flat=True))


def lines_of(scope: Stage) -> QuerySet[LineRow]:
    """The lines a stage is about, in line order: the sample, or every signed line."""
    rows = LineRow.objects.filter(state=LineState.SIGNED.value).order_by("place")
    return rows.filter(place__in=DrawnRow.objects.values("line_id")) if scope is Stage.SAMPLE else rows


def places() -> Iterator[tuple[str, int]]:
    """Line id and place of every signed line, in line order."""
    return lines_of(Stage.FULL).values_list("line", "place").iterator(chunk_size=CHUNK)


def lines_left(stage: Stage) -> int:
    """How many lines of a stage have no settled standing yet."""
    settled = sum(1 for one in standings(stage) if one.settled)
    return lines_of(stage).count() - settled


def standings(scope: Stage, before: int | None = None) -> Iterator[Standing]:
    """What stands for each line found or withdrawn, in line order; for the sample by its own findings only.

    A line for which a withdrawal was registered in time does not count, whatever is found of it.
    before: as of that ledger entry, what was entered from there on left out; now where None.
    """
    rule = law_of()
    agreeing, reason = rule.officials_to_reject_signature, rule.signature_reason
    withdrawn = withdrawn_lines(scope, before)
    waiting = deque(sorted(withdrawn.items()))
    for place, findings in _findings(scope, before):
        while waiting and waiting[0][0] < place:
            yield _withdrawn(waiting.popleft()[1])
        if place in withdrawn:
            continue
        yield law.standing(findings, agreeing, reason)
    for _, line in waiting:
        yield _withdrawn(line)


def _findings(scope: Stage, before: int | None) -> Iterator[tuple[int, list[Finding]]]:
    """Place and findings of each line, in line order, each line's in the order of recording."""
    rows = FindingRow.objects.order_by("line_id", "id")
    if before is not None:
        rows = rows.filter(entry_id__lt=before)
    if scope is Stage.SAMPLE:
        rows = rows.filter(stage=Stage.SAMPLE.value)
    columns = ("line_id", "line__line", "stage", "outcome", "reason", "official", "voter_tag")
    for place, group in groupby(rows.values_list(*columns).iterator(chunk_size=CHUNK), itemgetter(0)):
        yield place, [_finding(row) for row in group]


def withdrawn_lines(scope: Stage, before: int | None = None) -> dict[int, str]:
    """Place and id of each line of a scope for which a withdrawal was registered in time."""
    rows = WithdrawalRow.objects.filter(in_time=True, line__isnull=False)
    if before is not None:
        rows = rows.filter(entry_id__lt=before)
    if scope is Stage.SAMPLE:
        rows = rows.filter(line_id__in=DrawnRow.objects.values("line_id"))
    return dict(rows.values_list("line_id", "line__line"))


def _withdrawn(line: str) -> Standing:
    return Standing(line, Outcome.INVALID, WITHDRAWN, "", settled=True)


def certified_scope() -> Stage:
    """What the latest certificate rests on (or one made now would): the full count, or the sample."""
    ordered, certified = last_acts().get((kinds.FULL_COUNT, "")), latest_certificate()
    in_full = ordered is not None and (certified is None or ordered < certified)
    return Stage.FULL if in_full else Stage.SAMPLE


def certified_standings() -> Iterator[tuple[str, str, str]]:
    """Line, outcome and reason of every line counted, duplicates settled, in line order.

    As of the latest certificate where there is one: what was entered since waits for an amendment.
    """
    scope, before = certified_scope(), latest_certificate()
    surplus = _surplus_lines(scope, before)
    for one in standings(scope, before):
        if one.line in surplus:
            yield (one.line, Outcome.INVALID.value, DUPLICATE)
        elif one.outcome is not None:
            yield (one.line, one.outcome.value, one.reason)


def latest_certificate() -> int | None:
    """The ledger entry of the latest certificate, first or amended; None before any."""
    done = last_acts()
    entries = [done[act] for act in ((kinds.CERTIFIED, ""), (kinds.AMENDED, "")) if act in done]
    return max(entries, default=None)


def _surplus_lines(scope: Stage, before: int | None) -> set[str]:
    """The lines that the settlement of a scope, the latest before an entry, found to be further copies."""
    rows = SettlementRow.objects.filter(scope=scope.value)
    settled = Entry.objects.filter(kind=kinds.SETTLED, topic=scope.value)
    if before is not None:
        settled = settled.filter(index__lt=before)
    latest = settled.aggregate(latest=Max("index"))["latest"]
    rows = rows.filter(entry_id=-1 if latest is None else latest, stands=False)
    return set(rows.values_list("line__line", flat=True))


def tally_of(scope: Stage) -> dict[str, Any]:
    """The latest tally of a scope, as kept by the settlement."""
    return last_document("tally", scope.value)


def to_examine(stage: Stage, again: bool = False) -> Iterator[ToExamine]:  # noqa: FBT001, FBT002
    """The lines of a stage that have no settled standing, in line order, with what is known of each.

    again: every line of the stage, settled or not. The lines are fixed when this is called, so that
    findings may be recorded while it is read.
    """
    done = set() if again else {one.line for one in standings(stage) if one.settled}
    lines = [row for row in lines_of(stage).values_list("place", "line") if row[1] not in done]
    linked = last_acts().get((kinds.LINKED, ""), -1)
    return (shown for some in bulk.batches(lines, SHOWN_AT_ONCE) for shown in _show(dict(some), linked))


def shown(places: Iterable[int]) -> Iterator[ToExamine]:
    """What an examiner sees of lines, by their places, in the order given; unknown places are left out."""
    wanted = list(places)
    ids: dict[int, str] = dict(bulk.fetch("line", ("place", "line"), "place", wanted))
    linked = latest(kinds.LINKED)
    lines = {place: ids[place] for place in wanted if place in ids}
    return _show(lines, -1 if linked is None else linked)


def withdrawn_voters() -> frozenset[str]:
    """The voters whose withdrawal was received in time. Confidential."""
    rows = WithdrawalRow.objects.filter(in_time=True).exclude(voter_id="")
    return frozenset(rows.values_list("voter_id", flat=True))


def latest_transcripts() -> Iterator[Transcript]:
    """Every line's latest transcript, in line order."""
    columns = ("line__line", *TRANSCRIPT)
    rows = TranscriptRow.objects.order_by("line_id", "id").values_list(*columns)
    for _, group in groupby(rows.iterator(chunk_size=CHUNK), itemgetter(0)):
        yield Transcript(*_last(group))


TRANSCRIPT = ("first", "middle", "last", "name", "address", "city", "zip")
CANDIDATE = ("rank", "voter_id", "probability", "reading", "evidence")


def _show(lines: dict[int, str], linked: int) -> Iterator[ToExamine]:
    transcripts = _by_line(lines, "transcript", ("id", *TRANSCRIPT))
    candidates = _by_line(lines, "candidate", ("id", *CANDIDATE, "entry_id"))
    readings = _by_line(lines, "reading", ("id", "reading", "entry_id"))
    requests = bulk.fetch("withdrawal", ("line_id", "in_time"), "line_id", lines)
    withdrawn = {place for place, in_time in requests if in_time}
    for place, line in lines.items():
        written = [row[1:] for row in transcripts.get(place, ())]
        read = [row[1] for row in readings.get(place, ()) if row[-1] == linked]
        yield ToExamine(
            line,
            Transcript(line, *written[-1]) if written else None,
            Reading(read[-1]) if read else None,
            tuple(_candidate(line, row) for row in candidates.get(place, ()) if row[-1] == linked),
            place in withdrawn,
        )


def _by_line(places: Iterable[int], table: str, columns: tuple[str, ...]) -> dict[int, list[bulk.Row]]:
    """The rows of a table for each line, in the order of writing; the first column is the row's id."""
    found: dict[int, list[bulk.Row]] = {}
    for place, *values in sorted(bulk.fetch(table, ("line_id", *columns), "line_id", places)):
        found.setdefault(place, []).append(tuple(values))
    return found


def _candidate(line: str, row: tuple[Any, ...]) -> Candidate:
    _, rank, voter_id, probability, reading, evidence, _ = row
    return Candidate(line, rank, voter_id, probability, Reading(reading), evidence)


def _finding(row: tuple[Any, ...]) -> Finding:
    _, line, stage, outcome, reason, official, voter_tag = row
    return Finding(line, Stage(stage), Outcome(outcome), reason, official, voter_tag)


def _last(rows: Iterable[T]) -> T:
    *_, last = rows
    return last
