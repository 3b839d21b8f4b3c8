"""The order of acts in the ledger: what had to be done before an act, and what shuts it.

Only kinds, stages, verdicts and numbers of the entries are looked at; what they count is done again
elsewhere. An act out of order can make a result look lawful that is not: findings made before the
draw, a full count the sample did not call for, a certificate on an older determination.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from fullcount.ledger import Entry
from fullcount.terms import Stage, Verdict
from fullcount.verifier.book import CERTIFYING, place
from fullcount.verifier.verdict import DoesNotHold

SAMPLE, FULL = Stage.SAMPLE.value, Stage.FULL.value
Complaint = tuple[str, str]  # name of the check, sentence


class Done:
    """What was done before an entry."""

    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self.determined: Entry | None = None
        self.certificates = 0

    def take(self, entry: Entry) -> None:
        """Count an entry among what was done."""
        self.kinds.add(entry.kind)
        self.certificates += entry.kind in CERTIFYING
        if entry.kind == "determined":
            self.determined = entry

    @property
    def stage(self) -> str:
        """The stage whose result holds."""
        return FULL if "full-count-ordered" in self.kinds else SAMPLE

    def verdict(self, stage: str) -> object:
        """The verdict of the latest determination, if it is of this stage; else None."""
        latest = self.determined
        return latest.body["verdict"] if latest and latest.body["stage"] == stage else None


def out_of_order(entries: Iterable[Entry]) -> Iterator[tuple[str, DoesNotHold]]:
    """Every act that stands where it may not, with the name of the check it belongs to."""
    done = Done()
    for entry in entries:
        for check, sentence in RULES.get(entry.kind, _anywhere)(entry, done):
            yield check, DoesNotHold(sentence, place(entry))
        done.take(entry)


def _anywhere(_: Entry, __: Done) -> Iterator[Complaint]:
    return iter(())


def _roll(_: Entry, done: Done) -> Iterator[Complaint]:
    if "roll-sealed" in done.kinds:
        yield "findings", "The roll was sealed before; findings would rest on two rolls."


def _drawn(_: Entry, done: Done) -> Iterator[Complaint]:
    if done.stage == FULL:
        yield "determination", "The sample was drawn after the full count was ordered."


def _found(entry: Entry, done: Done) -> Iterator[Complaint]:
    if "roll-sealed" not in done.kinds:
        yield "findings", "Findings were recorded before the roll was sealed."
    if entry.body["stage"] == SAMPLE and "sample-drawn" not in done.kinds:
        yield "findings", "Findings of the sample were recorded before it was drawn."
    if entry.body["stage"] == FULL and done.stage != FULL:
        yield "findings", "Findings of a full count were recorded before it was ordered."


def _ordered(_: Entry, done: Done) -> Iterator[Complaint]:
    if done.stage == FULL:
        yield "determination", "The full count was ordered before."
    elif "sample-drawn" in done.kinds and done.verdict(SAMPLE) != Verdict.FULL_COUNT:
        yield "determination", "A full count was ordered, but the sample's determination calls for none."


def _determined(entry: Entry, done: Done) -> Iterator[Complaint]:
    if entry.body["stage"] != done.stage:
        ordered = "after" if done.stage == FULL else "before"
        yield "determination", f"It was determined {ordered} the full count was ordered."


def _certified(entry: Entry, done: Done) -> Iterator[Complaint]:
    before = done.certificates
    if entry.kind != ("amended" if before else "certified"):
        yield "certificate", "The first certificate is certified; a later one amends."
    if (entry.body["number"], entry.body["amends"]) != (before + 1, before):
        yield "certificate", f"It is certificate {before + 1} and amends {before}; the entry says otherwise."
    verdict = done.verdict(done.stage)
    if verdict is None:
        yield "certificate", "It was certified before what it certifies was determined."
    elif verdict == Verdict.FULL_COUNT:
        yield "certificate", "It was certified although the sample calls for a full count."


RULES: dict[str, Callable[[Entry, Done], Iterator[Complaint]]] = {
    "roll-sealed": _roll,
    "sample-drawn": _drawn,
    "findings-recorded": _found,
    "full-count-ordered": _ordered,
    "determined": _determined,
    **dict.fromkeys(CERTIFYING, _certified),
}
