"""Where a case stands: its phase, what was done, the counts, the next step. Read-only."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Count

from fullcount.case import kinds, read
from fullcount.case.book import CHUNK, checkpoint, last_acts, last_body, origin, reading
from fullcount.case.home import Case
from fullcount.case.models import (
    CandidateRow,
    DrawnRow,
    Entry,
    FindingRow,
    GroupRow,
    LineRow,
    PetitionRow,
    Row,
    SectionRow,
    TranscriptRow,
    WithdrawalRow,
)
from fullcount.terms import LineState, Petition, Stage, Verdict

COUNTED: tuple[tuple[str, type[Row]], ...] = (
    ("sections", SectionRow),
    ("lines", LineRow),
    ("sample", DrawnRow),
    ("findings", FindingRow),
    ("withdrawals", WithdrawalRow),
)
NEXT_IN_ORDER: tuple[kinds.Act, ...] = (
    (kinds.OPENED, ""),
    (kinds.RECEIVED, ""),
    (kinds.FROZEN, ""),
    (kinds.ROLL, ""),
)
OF_SAMPLE: tuple[kinds.Act, ...] = (
    (kinds.SEED, ""),
    (kinds.DRAWN, ""),
    kinds.FOUND_SAMPLE,
    kinds.SETTLED_SAMPLE,
    (kinds.PROJECTED, ""),
    kinds.DETERMINED_SAMPLE,
)
OF_FULL_COUNT: tuple[kinds.Act, ...] = (kinds.FOUND_FULL, kinds.SETTLED_FULL, kinds.DETERMINED_FULL)
FOUND = (kinds.FOUND_SAMPLE, kinds.FOUND_FULL)
UNFOUND = {kinds.SETTLED_SAMPLE: kinds.FOUND_SAMPLE, kinds.SETTLED_FULL: kinds.FOUND_FULL}
"""Duplicates are settled only when every line is found."""
FAILED = "Nothing: the raw count is below the required number; notify the proponents."
CERTIFIED = "Nothing: the result is certified. Publish the bundle; a finding made now calls for an amendment."
LINKING: tuple[kinds.Act, ...] = ((kinds.TRANSCRIBED, ""), (kinds.LINKED, ""))


@dataclass(frozen=True, slots=True)
class Done:
    """One act done, as the ledger has it."""

    index: int
    at: str
    actor: str
    kind: str
    topic: str


@dataclass(frozen=True, slots=True)
class Status:
    """Where the case stands. petition: None before it is opened. counts: by what they are.

    next_act: ledger kind and topic of the next step; None where nothing is left to do.
    """

    petition: Petition | None
    phase: str
    next_step: str
    next_act: kinds.Act | None
    counts: dict[str, int]
    ledger_size: int
    ledger_root: str
    acts: tuple[Done, ...]


def status(case: Case) -> Status:
    """The case at one moment."""
    with reading(case):
        row, last = PetitionRow.objects.first(), last_acts()
        act = next_act(last)
        stand = checkpoint(origin(row.petition if row else ""))
        return Status(
            petition=read.petition() if row else None,
            phase=row.phase if row else "new",
            next_step=_in_words(act, last),
            next_act=act,
            counts=_counts(last),
            ledger_size=stand.size,
            ledger_root=stand.root.hex(),
            acts=_acts(),
        )


def next_act(
    last: Mapping[kinds.Act, int], lines_left: Callable[[Stage], int] = read.lines_left
) -> kinds.Act | None:
    """The act that comes next; None where nothing is left to do. last: as kinds.check takes it.

    lines_left: tells how many lines of a stage are to be found still, where the caller knows a faster way.
    """
    act = _next(last)
    if act == (kinds.SEED, ""):
        if not _goes_on():
            return None
        return (kinds.FULL_COUNT, "") if read.law_of().sample_size(read.raw_count()).everything else act
    if act in UNFOUND and UNFOUND[act] in last and lines_left(Stage(act[1])):
        return UNFOUND[act]
    return act


def _in_words(act: kinds.Act | None, last: Mapping[kinds.Act, int]) -> str:
    if act is None:
        failed = (kinds.CERTIFIED, "") not in last
        return FAILED if failed else CERTIFIED
    words = kinds.RULES[act].does
    left = f": {read.lines_left(Stage(act[1])):,} lines are left" if act in last and act in FOUND else ""
    return f"{words[0].upper()}{words[1:]}{left}."


def _next(last: Mapping[kinds.Act, int]) -> kinds.Act | None:
    """The first act of the usual way that is not done, or not done since what it rests on changed."""
    counting = (kinds.FULL_COUNT, "") in last
    # Lines can be examined without being transcribed and linked; once some are, that is not asked for.
    linking = () if (kinds.FOUND_FULL if counting else kinds.FOUND_SAMPLE) in last else LINKING
    sample = (*OF_SAMPLE[:2], *linking, *OF_SAMPLE[2:])
    chain = (*NEXT_IN_ORDER, *linking, *OF_FULL_COUNT) if counting else (*NEXT_IN_ORDER, *sample)
    for act in chain:
        if act not in last or any(last.get(base, -1) > last[act] for base in kinds.RULES[act].rests_on):
            return act
    if not counting and _verdict() == Verdict.FULL_COUNT.value:
        return (kinds.FULL_COUNT, "")
    return _next_certificate(last, kinds.DETERMINED_FULL if counting else kinds.DETERMINED_SAMPLE)


def _next_certificate(last: Mapping[kinds.Act, int], determined: kinds.Act) -> kinds.Act | None:
    certified, amended = last.get((kinds.CERTIFIED, ""), -1), last.get((kinds.AMENDED, ""), -1)
    if max(certified, amended) > last[determined]:
        return None
    return (kinds.CERTIFIED, "") if certified < 0 else (kinds.AMENDED, "")


def _verdict() -> str:
    return str((last_body(*kinds.DETERMINED_SAMPLE) or {}).get("verdict", ""))


def _goes_on() -> bool:
    return read.law_of().prima_facie(read.raw_count(), read.petition().required).met


def _counts(last: Mapping[kinds.Act, int]) -> dict[str, int]:
    counts = {name: model._default_manager.count() for name, model in COUNTED}  # noqa: SLF001 - public
    counts["signed"] = LineRow.objects.filter(state=LineState.SIGNED.value).count()
    # What is done again takes the place of what was done before, though the old rows stay.
    linked = last.get((kinds.LINKED, ""), -1)
    counts["transcripts"] = TranscriptRow.objects.aggregate(lines=Count("line", distinct=True))["lines"]
    counts["candidates"] = CandidateRow.objects.filter(entry_id=linked).count()
    counts["duplicate groups"] = GroupRow.objects.filter(entry_id=linked).count()
    return counts


def _acts() -> tuple[Done, ...]:
    rows = Entry.objects.order_by("index").values_list("index", "kind", "topic", "text")
    return tuple(_done(*row) for row in rows.iterator(chunk_size=CHUNK))


def _done(index: int, kind: str, topic: str, text: str) -> Done:
    entry = json.loads(text)
    return Done(index, entry["at"], entry["actor"], kind, topic)
