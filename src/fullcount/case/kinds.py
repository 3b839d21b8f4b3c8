"""What acts there are, which comes before which, and the words for them. Data and one check.

An act is named by its ledger kind and, where there are two of a kind, its topic: the stage of
findings and determinations, the scope of a settlement. The rules are those of a house where work
may be done again only if what it rests on has changed since, as an amendment needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fullcount.terms import Refused

OPENED = "petition-opened"
RECEIVED = "sections-received"
FROZEN = "manifest-frozen"
ROLL = "roll-sealed"
SEED = "seed-entered"
DRAWN = "sample-drawn"
TRANSCRIBED = "lines-transcribed"
LINKED = "lines-linked"
FINDINGS = "findings-recorded"
WITHDRAWALS = "withdrawals-registered"
SETTLED = "duplicates-settled"
PROJECTED = "sample-projected"
DETERMINED = "determined"
FULL_COUNT = "full-count-ordered"
CERTIFIED = "certified"
AMENDED = "amended"

Act = tuple[str, str]  # kind, topic
FOUND_SAMPLE, FOUND_FULL = (FINDINGS, "sample"), (FINDINGS, "full")
SETTLED_SAMPLE, SETTLED_FULL = (SETTLED, "sample"), (SETTLED, "full")
DETERMINED_SAMPLE, DETERMINED_FULL = (DETERMINED, "sample"), (DETERMINED, "full")

PHASES = {
    OPENED: "opened",
    RECEIVED: "received",
    FROZEN: "frozen",
    SEED: "seeded",
    DRAWN: "drawn",
    PROJECTED: "projected",
    DETERMINED: "determined",
    FULL_COUNT: "counting",
    CERTIFIED: "certified",
    AMENDED: "certified",
}
"""The phase an act puts the petition into."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When an act is allowed.

    does: the act in words, as an order. after: acts that must have been done. shut: acts after
    which it is no longer done; an act of `until_amended` shuts it only until a certificate is
    issued, as a certificate may have to be amended. rests_on: it must be later than these wherever
    they were done; may_repeat: it may be done again only when one of `rests_on` is later than it
    (once: never).
    """

    does: str
    after: tuple[Act, ...] = ()
    shut: tuple[Act, ...] = ()
    until_amended: tuple[Act, ...] = ()
    once: bool = False
    rests_on: tuple[Act, ...] = ()


RULES: dict[Act, Rule] = {
    (OPENED, ""): Rule("open the petition", once=True),
    (RECEIVED, ""): Rule("receive the sections", after=((OPENED, ""),), shut=((FROZEN, ""),)),
    (FROZEN, ""): Rule("freeze the manifest", after=((RECEIVED, ""),), once=True),
    (ROLL, ""): Rule("seal the roll", after=((OPENED, ""),), once=True),
    (SEED, ""): Rule("enter the seed", after=((FROZEN, ""),), shut=((FULL_COUNT, ""),), once=True),
    (DRAWN, ""): Rule("draw the sample", after=((SEED, ""),), shut=((FULL_COUNT, ""),), once=True),
    (TRANSCRIBED, ""): Rule("transcribe lines", after=((FROZEN, ""),)),
    (LINKED, ""): Rule("link the lines", after=((ROLL, ""), (TRANSCRIBED, ""))),
    (WITHDRAWALS, ""): Rule("register withdrawals", after=((FROZEN, ""),)),
    FOUND_SAMPLE: Rule(
        "record findings on the sample",
        after=((DRAWN, ""), (ROLL, "")),
        shut=((FULL_COUNT, ""),),
        until_amended=((PROJECTED, ""),),
    ),
    SETTLED_SAMPLE: Rule(
        "settle the duplicates of the sample",
        after=(FOUND_SAMPLE,),
        shut=((FULL_COUNT, ""),),
        rests_on=(FOUND_SAMPLE, (WITHDRAWALS, "")),
    ),
    (PROJECTED, ""): Rule(
        "project the sample",
        after=(SETTLED_SAMPLE,),
        shut=((FULL_COUNT, ""),),
        rests_on=(SETTLED_SAMPLE,),
    ),
    DETERMINED_SAMPLE: Rule(
        "determine the sample",
        after=((PROJECTED, ""),),
        shut=((FULL_COUNT, ""),),
        rests_on=((PROJECTED, ""),),
    ),
    (FULL_COUNT, ""): Rule("order the full count", after=((FROZEN, ""),), once=True),
    FOUND_FULL: Rule(
        "record findings of the full count",
        after=((FULL_COUNT, ""), (ROLL, "")),
        until_amended=(DETERMINED_FULL,),
    ),
    SETTLED_FULL: Rule(
        "settle the duplicates of the full count",
        after=((FULL_COUNT, ""),),
        rests_on=(FOUND_SAMPLE, FOUND_FULL, (WITHDRAWALS, "")),
    ),
    DETERMINED_FULL: Rule("determine the full count", after=(SETTLED_FULL,), rests_on=(SETTLED_FULL,)),
    (CERTIFIED, ""): Rule("certify the result", once=True),
    (AMENDED, ""): Rule("amend the certificate", after=((CERTIFIED, ""),)),
}


def check(act: Act, last: Mapping[Act, int]) -> None:
    """Raise Refused unless the act is allowed. last: the latest entry of each act done so far.

    The message says what comes first.
    """
    rule = RULES[act]
    if act != (OPENED, "") and (OPENED, "") not in last:
        raise _too_early(rule, (OPENED, ""))
    for before in rule.after:
        if before not in last:
            raise _too_early(rule, before)
    _check_shut(rule, last)
    check_fresh(rule, last)
    if act in last:
        _check_again(rule, last[act], last)


def _check_shut(rule: Rule, last: Mapping[Act, int]) -> None:
    certified = max(last.get((CERTIFIED, ""), -1), last.get((AMENDED, ""), -1))
    for later in rule.shut:
        if later in last:
            raise _too_late(rule, later)
    for later in rule.until_amended:
        if last.get(later, -1) > certified:
            raise _too_late(rule, later)


def check_fresh(rule: Rule, last: Mapping[Act, int]) -> None:
    """Raise Refused where what an act rests on is itself older than what that rests on, at any depth."""
    for base in rule.rests_on:
        if base not in last:
            continue
        for under in RULES[base].rests_on:
            if last.get(under, -1) > last[base]:
                raise Refused(
                    f"It is too early to {rule.does}.",
                    why=f"Ledger entry {last[under]} ({RULES[under].does}) is later than entry {last[base]}.",
                    do=f"First {RULES[base].does} again.",
                )
        check_fresh(RULES[base], last)


def _check_again(rule: Rule, done: int, last: Mapping[Act, int]) -> None:
    newer = [base for base in rule.rests_on if last.get(base, -1) > done]
    if rule.once or (rule.rests_on and not newer):
        raise Refused(
            f"There was already an act to {rule.does} (ledger entry {done}).",
            why="It is done once." if rule.once else "Nothing it rests on has changed since.",
            do="Look at the status of the case for the next step.",
        )


def _too_early(rule: Rule, before: Act) -> Refused:
    return Refused(f"It is too early to {rule.does}.", do=f"First {RULES[before].does}.")


def _too_late(rule: Rule, later: Act) -> Refused:
    return Refused(
        f"It is too late to {rule.does}.",
        why=f"There was already an act to {RULES[later].does}.",
        do="Look at the status of the case for the next step.",
    )
