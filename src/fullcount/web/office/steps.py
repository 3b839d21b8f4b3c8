"""The supervisor's acts: what each does, in words, and how it is run. Data, and one function for each act."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from fullcount.case import Acting, Case, actions, kinds, publish
from fullcount.case.book import last_acts
from fullcount.terms import Progress, Refused, Stage
from fullcount.web.clock import now
from fullcount.web.desk import entering, queue
from fullcount.web.desk.deciding import waiting_to_enter
from fullcount.web.errands import last_entry
from fullcount.web.office.left import to_find

PUBLISH: Final[kinds.Act] = ("published", "")  # not an act of the ledger
TRIES: Final = 50  # to enter what waits, while others are entering
PAUSE: Final = 0.1  # seconds between them

NEEDS_READ: Final[dict[kinds.Act, Stage]] = {
    kinds.SETTLED_SAMPLE: Stage.SAMPLE,
    (kinds.PROJECTED, ""): Stage.SAMPLE,
    kinds.SETTLED_FULL: Stage.FULL,
    kinds.DETERMINED_FULL: Stage.FULL,
}
"""Acts that count the findings of a stage, or after which none are taken: no line is in the queue then."""

Run = Callable[[Case, str, Progress], str]
"""Given the case, who acts and a listener; does the act and says what was done."""


@dataclass(frozen=True, slots=True)
class Step:
    """An act. name: as an order; does: what it will do; eyes: a second supervisor confirms it."""

    act: kinds.Act
    name: str
    does: str
    run: Run
    eyes: bool = False


def step_of(kind: str, topic: str) -> Step:
    """The act of a kind and topic. Raises Refused for one that is not done on this page."""
    found = next((step for step in STEPS if step.act == (kind, topic)), None)
    if found is None:
        raise Refused("This act is not done here.", do="The page Next step lists those that are.")
    return found


def check(step: Step) -> None:
    """Raise Refused, saying what comes first, unless the act is allowed now."""
    if step.act == PUBLISH:
        if (kinds.FROZEN, "") not in last_acts():
            raise Refused("It is too early to publish.", do="First freeze the manifest.")
        return
    kinds.check(step.act, last_acts())
    if step.act in NEEDS_READ:
        _check_read(NEEDS_READ[step.act])
    if step.act == (kinds.FULL_COUNT, ""):
        actions.check_full_count_due()
    if step.act in ((kinds.CERTIFIED, ""), (kinds.AMENDED, "")):
        actions.stage_due(step.act[0])


def check_unchanged(seen: int) -> None:
    """Raise Refused where the ledger went on since it was looked at."""
    if last_entry() != seen:
        raise Refused(
            "Something was entered in the ledger since this was proposed; the proposal has lapsed.",
            why="What it rests on may have changed.",
            do="Look at the figures again, and propose anew.",
        )


def _check_read(stage: Stage) -> None:
    left = to_find(stage).count()
    if left:
        raise Refused(
            f"{left:,} {'line is' if left == 1 else 'lines are'} still to be read.",
            why="Findings are settled and counted when nobody is to read a line any more.",
            do="Have them read; the page Progress lists them.",
        )


def _settle(stage: Stage) -> Run:
    def run(opened: Case, actor: str, progress: Progress) -> str:
        progress("entering the last decisions", 0, 0)
        _enter_all(opened)
        _check_read(stage)
        try:
            tally = actions.settle_duplicates(opened, Acting(actor, now()), stage, progress)
        except Refused:
            queue.fill(stage)  # a line that nobody had a task for has one now
            raise
        return (
            f"{tally.counted:,} lines counted, {tally.valid:,} valid; {tally.groups:,} voters signed more "
            f"than once, {tally.surplus:,} further copies."
        )

    return run


def _enter_all(opened: Case) -> None:
    """Enter every decision that waits. Raises Refused where others keep entering all the while."""
    for _ in range(TRIES):
        entering.enter(opened)
        if not waiting_to_enter().exists():
            return
        time.sleep(PAUSE)
    raise Refused("Decisions are still being entered.", do="Wait a moment and begin again.")


def _project(opened: Case, actor: str, _: Progress) -> str:
    _enter_all(opened)  # where something waited, settling comes first again
    made = actions.project(opened, Acting(actor, now()))
    return f"Projected: {made.projected:,} valid signatures on the petition."


def _determine(stage: Stage) -> Run:
    def run(opened: Case, actor: str, _: Progress) -> str:
        _enter_all(opened)
        made = actions.determine(opened, Acting(actor, now()), stage)
        return f"Determined: {verdict_in_words(made.verdict.value)}."

    return run


def verdict_in_words(verdict: str) -> str:
    """A verdict as people say it."""
    return verdict.replace("-", " ")


def _order(opened: Case, actor: str, _: Progress) -> str:
    left = actions.order_full_count(opened, Acting(actor, now()))
    return f"The full count is ordered; {left:,} lines are to be examined."


def _certify(opened: Case, actor: str, progress: Progress) -> str:
    progress("reading the ledger", 0, 0)
    made = actions.certify(opened, Acting(actor, now()))
    return f"Certificate {made.number} is issued: {verdict_in_words(made.verdict.value)}."


def _amend(opened: Case, actor: str, progress: Progress) -> str:
    progress("reading the ledger", 0, 0)
    made = actions.amend(opened, Acting(actor, now()))
    return (
        f"Certificate {made.number} amends certificate {made.amends}: {verdict_in_words(made.verdict.value)}."
    )


def _publish(opened: Case, _: str, progress: Progress) -> str:
    publish(opened, now().date(), progress)
    return "The bundle is published."


_SETTLES: Final = (
    "Of each voter's valid lines the first in line order stands, and the others are counted as duplicates. "
    "Decisions that wait are entered first."
)
STEPS: Final = (
    Step(kinds.SETTLED_SAMPLE, "Settle the duplicates of the sample", _SETTLES, _settle(Stage.SAMPLE)),
    Step(
        (kinds.PROJECTED, ""),
        "Project the sample",
        "The statute's arithmetic is applied to the settled sample. Findings on it are taken no more.",
        _project,
    ),
    Step(
        kinds.DETERMINED_SAMPLE,
        "Determine the sample",
        "The projection is held against the law's lines: insufficient, full count, or sufficient.",
        _determine(Stage.SAMPLE),
        eyes=True,
    ),
    Step(
        (kinds.FULL_COUNT, ""),
        "Order the full count",
        "Every signed line is examined. The sample's findings stand. It cannot be taken back.",
        _order,
    ),
    Step(kinds.SETTLED_FULL, "Settle the duplicates of the full count", _SETTLES, _settle(Stage.FULL)),
    Step(
        kinds.DETERMINED_FULL,
        "Determine the full count",
        "The number of valid lines is held against the number required.",
        _determine(Stage.FULL),
        eyes=True,
    ),
    Step(
        (kinds.CERTIFIED, ""),
        "Certify the result",
        "The certificate is issued and its digest entered in the ledger. It is never changed, only amended.",
        _certify,
        eyes=True,
    ),
    Step(
        (kinds.AMENDED, ""),
        "Amend the certificate",
        "A further certificate is issued that amends the one before, after newer findings were determined.",
        _amend,
        eyes=True,
    ),
    Step(
        PUBLISH,
        "Publish the bundle",
        "Writes and signs the files from which anybody can check the result. They hold no names.",
        _publish,
    ),
)
