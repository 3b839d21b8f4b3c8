"""What comes next: the supervisor's acts in order, which is due, which were done, why the others wait."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fullcount.case import Case, actions, kinds, state
from fullcount.case.book import last_acts
from fullcount.case.models import Entry
from fullcount.terms import Determination, Refused, Stage
from fullcount.web import errands
from fullcount.web.models import Errand
from fullcount.web.office import foureyes, steps
from fullcount.web.office.left import lines_left

CERTIFICATES: Final = ((kinds.CERTIFIED, ""), (kinds.AMENDED, ""))
DETERMINED: Final = (kinds.DETERMINED_SAMPLE, kinds.DETERMINED_FULL)
OF_FULL: Final = ((kinds.FULL_COUNT, ""), kinds.SETTLED_FULL, kinds.DETERMINED_FULL)
NOT_NEEDED: Final = "It is not needed: the sample decided."


@dataclass(frozen=True, slots=True)
class Done:
    """When and by whom an act was done last."""

    entry: int
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class StepShown:
    """An act on the page. due: it comes next; waits: why it is not done now; empty where it may be."""

    step: steps.Step
    due: bool
    done: Done | None
    waits: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """The page. seen: the ledger's last entry; words: the next act, where it is none of these.

    determination: what determining would say, where that is due.
    """

    seen: int
    words: str
    steps: tuple[StepShown, ...]
    due: StepShown | None
    publishing: StepShown
    left: int | None
    proposed: foureyes.Proposed | None
    determination: Determination | None
    work: errands.Stand


def next_step(opened: Case) -> NextStep:
    """Where the petition is, for the page."""
    seen, last = errands.last_entry(), last_acts()
    act = state.next_act(last, lines_left)
    done = _done(last)
    shown = tuple(_shown(step, act, last, done) for step in steps.STEPS if step.act != steps.PUBLISH)
    due = next((one for one in shown if one.due), None)
    return NextStep(
        seen,
        _words(act, last),
        shown,
        due,
        _shown(steps.step_of(*steps.PUBLISH), act, last, _published()),
        lines_left(Stage(act[1])) if act in state.FOUND and act else None,
        foureyes.waiting(),
        actions.determination_due(Stage(act[1])) if act in DETERMINED and act else None,
        errands.stand(opened),
    )


def _words(act: kinds.Act | None, last: Mapping[kinds.Act, int]) -> str:
    if act is None:
        return state.CERTIFIED if (kinds.CERTIFIED, "") in last else state.FAILED
    does = kinds.RULES[act].does
    return f"{does[0].upper()}{does[1:]}."


def _shown(
    step: steps.Step, act: kinds.Act | None, last: Mapping[kinds.Act, int], done: Mapping[kinds.Act, Done]
) -> StepShown:
    due, made = step.act == act, done.get(step.act)
    ends = act in CERTIFICATES or (kinds.CERTIFIED, "") in last
    if ends and step.act in OF_FULL and (kinds.FULL_COUNT, "") not in last:
        return StepShown(step, due, made, NOT_NEEDED)
    try:
        steps.check(step)
    except Refused as error:
        return StepShown(step, due, made, error.sentence())
    waits = "" if due or step.act == steps.PUBLISH or step.act not in last else "It was done."
    return StepShown(step, due, made, waits)


def _done(last: Mapping[kinds.Act, int]) -> dict[kinds.Act, Done]:
    wanted = {last[step.act]: step.act for step in steps.STEPS if step.act in last}
    rows = Entry.objects.filter(index__in=wanted).values_list("index", "text")
    return {wanted[index]: _as_entered(index, text) for index, text in rows}


def _as_entered(index: int, text: str) -> Done:
    entry = json.loads(text)
    return Done(index, datetime.fromisoformat(entry["at"]), entry["actor"])


def _published() -> dict[kinds.Act, Done]:
    """The latest publishing at the desk; its place in the ledger is what was published."""
    done = Errand.objects.filter(kind=steps.PUBLISH[0], well=True).order_by("-id").first()
    if done is None or done.ended is None:
        return {}
    return {steps.PUBLISH: Done(done.ledger, done.ended, done.person.name)}
