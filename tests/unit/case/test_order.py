"""Every act refuses out of order or repeated and says what comes first; amending does it again in order."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from small_petition import (
    OPENING,
    SEED,
    Clock,
    findings,
    lines,
    sections,
    signed,
    through_the_full_count,
    through_the_sample,
    to_the_draw,
    transcripts,
)

from fullcount import case as cases
from fullcount import verifier
from fullcount.case import Acting, Case, actions, read
from fullcount.terms import BadInput, Fault, Outcome, Refused, Stage, UserError, Verdict

Act = Callable[[Case, Acting], object]

ACTS: dict[str, Act] = {
    "open": lambda c, who: actions.open_petition(c, who, OPENING),
    "receive": lambda c, who: actions.receive_sections(c, who, sections(), lines()),
    "freeze": actions.freeze_manifest,
    "roll": actions.attach_roll,
    "seed": lambda c, who: actions.enter_seed(c, who, SEED),
    "draw": actions.draw_sample,
    "transcribe": lambda c, who: actions.transcribe_lines(c, who, transcripts()),
    "link": actions.link_lines,
    "withdraw": lambda c, who: actions.register_withdrawals(c, who, [actions.Withdrawal("1", voter_id="V9")]),
    "find sample": lambda c, who: actions.record_findings(c, who, Stage.SAMPLE, findings(read.drawn_lines())),
    "settle sample": lambda c, who: actions.settle_duplicates(c, who, Stage.SAMPLE),
    "project": actions.project,
    "determine sample": lambda c, who: actions.determine(c, who, Stage.SAMPLE),
    "order full": actions.order_full_count,
    "find full": lambda c, who: actions.record_findings(c, who, Stage.FULL, findings(signed())),
    "settle full": lambda c, who: actions.settle_duplicates(c, who, Stage.FULL),
    "determine full": lambda c, who: actions.determine(c, who, Stage.FULL),
    "certify": actions.certify,
    "amend": actions.amend,
}
REPEATABLE = {"transcribe", "link"}  # a later transcript or linking stands
WAY = [name for name in ACTS if name not in {"withdraw", "amend"}]


NEEDS = {
    "open": set(),
    "receive": {"open"},
    "freeze": {"receive"},
    "roll": {"open"},
    "seed": {"freeze"},
    "draw": {"seed"},
    "transcribe": {"freeze"},
    "link": {"roll", "transcribe"},
    "withdraw": {"freeze"},
    "find sample": {"draw", "roll"},
    "settle sample": {"find sample"},
    "project": {"settle sample"},
    "determine sample": {"project"},
    "order full": {"determine sample"},
    "find full": {"order full", "roll"},
    "settle full": {"find full"},
    "determine full": {"settle full"},
    "certify": {"determine full"},
    "amend": {"certify"},
}


def test_every_act_out_of_order_is_refused_and_changes_nothing(
    case: Case, clock: Clock, sealed_roll: Path
) -> None:
    """Before each step of the usual way, every act that lacks something is tried."""
    case.roll_dir.symlink_to(sealed_roll)
    for at, name in enumerate(WAY):
        done = set(WAY[:at])
        size = cases.status(case).ledger_size
        for act in (act for act in ACTS if not NEEDS[act] <= done):
            if act == "order full" and "freeze" in done and "draw" not in done:
                continue  # the official may have everything examined without a sample
            with pytest.raises(Refused) as caught:
                ACTS[act](case, clock())
            assert caught.value.do.startswith("First"), (name, act)
        assert cases.status(case).ledger_size == size
        ACTS[name](case, clock())
    assert cases.status(case).phase == "certified"
    assert cases.fsck(case).problems == ()


def test_every_act_that_is_done_once_is_refused_again(case: Case, clock: Clock, sealed_roll: Path) -> None:
    case.roll_dir.symlink_to(sealed_roll)
    for at, name in enumerate(WAY):
        ACTS[name](case, clock())
        for done in WAY[: at + 1]:
            if done in REPEATABLE or (done, name) in STILL_OPEN:
                continue
            with pytest.raises(UserError):  # Refused, or BadInput for sections received twice
                ACTS[done](case, clock())


# Findings stay open until what rests on them is projected or determined, and again after a certificate.
STILL_OPEN = {
    *((name, "certify") for name in ("find full", "settle full", "determine full")),
    *(("find sample", name) for name in ("find sample", "settle sample")),
    *(("find full", name) for name in ("find full", "settle full")),
}


def test_the_clock_does_not_go_back(case: Case, clock: Clock) -> None:
    who = clock()
    actions.open_petition(case, who, OPENING)
    with pytest.raises(Refused, match="earlier than that of the act before"):
        actions.receive_sections(case, Acting("clerk-1", who.at - timedelta(seconds=1)), sections(), lines())


def test_who_acts_needs_a_name_and_a_moment_with_its_zone(clock: Clock) -> None:
    for actor in ("", "  ", "a\nb", 'a"b', "a,b", "x" * 101):
        with pytest.raises(BadInput, match="not named"):
            Acting(actor, clock().at)
    with pytest.raises(BadInput, match="time zone"):
        Acting("clerk-1", clock().at.replace(tzinfo=None))


def test_too_few_signatures_stop_the_petition_before_the_seed(case: Case, clock: Clock) -> None:
    actions.open_petition(case, clock(), replace(OPENING, required=521))
    actions.receive_sections(case, clock(), sections(), lines())
    assert not actions.freeze_manifest(case, clock()).prima_facie.met
    for act in ("seed", "order full"):
        with pytest.raises(Refused, match="520, is below the required number, 521"):
            ACTS[act](case, clock())


def test_a_small_petition_is_examined_whole_and_needs_no_sample(
    case: Case, clock: Clock, sealed_roll: Path
) -> None:
    actions.open_petition(case, clock(), replace(OPENING, required=20))
    few = {1, 2, 3}
    actions.receive_sections(
        case,
        clock(),
        [s for s in sections() if s.number in few],
        [one for one in lines() if one.section in few],
    )
    actions.freeze_manifest(case, clock())
    case.roll_dir.symlink_to(sealed_roll)
    actions.attach_roll(case, clock())
    assert cases.status(case).next_step == "Order the full count."
    actions.enter_seed(case, clock(), SEED)
    with pytest.raises(Refused, match="all 27 signatures examined"):
        actions.draw_sample(case, clock())
    through_the_full_count(case, clock)
    certificate = actions.certify(case, clock())
    assert (certificate.raw, certificate.valid, certificate.sample) == (27, 24, 0)
    assert certificate.verdict is Verdict.SUFFICIENT
    assert_verifies(case)


def test_the_sample_may_be_larger_than_the_law_asks_never_smaller(case: Case, clock: Clock) -> None:
    actions.open_petition(case, clock(), OPENING)
    actions.receive_sections(case, clock(), sections(), lines())
    actions.freeze_manifest(case, clock())
    actions.enter_seed(case, clock(), SEED)
    with pytest.raises(Refused, match="asks for 500"):
        actions.draw_sample(case, clock(), 499)
    assert len(actions.draw_sample(case, clock(), 501).lines) == 501


def test_a_result_on_the_sample_alone_is_certified(case: Case, clock: Clock, sealed_roll: Path) -> None:
    to_the_draw(case, clock, sealed_roll, replace(OPENING, required=300))
    through_the_sample(case, clock)
    with pytest.raises(Refused, match="no full count"):
        actions.order_full_count(case, clock())
    certificate = actions.certify(case, clock())
    assert (certificate.method, certificate.verdict) == ("random sample", Verdict.SUFFICIENT)
    assert certificate.valid + certificate.disqualified == certificate.sample == 500
    assert_verifies(case)


def test_a_later_finding_leads_to_an_amendment_and_nothing_is_overwritten(
    case: Case, clock: Clock, sealed_roll: Path
) -> None:
    to_the_draw(case, clock, sealed_roll)
    through_the_sample(case, clock)
    through_the_full_count(case, clock)
    first = actions.certify(case, clock())
    with pytest.raises(Refused, match="nothing to amend"):
        actions.amend(case, clock())
    wrong = actions.Found("00001-03", Outcome.VALID, voter_id="V0000103")
    actions.record_findings(case, clock("examiner-9"), Stage.FULL, [wrong])
    assert_verifies(case)  # what is published stands as certified until the amendment
    for act in ("determine full", "amend"):
        with pytest.raises(Refused, match="First settle the duplicates of the full count again"):
            ACTS[act](case, clock())
    actions.settle_duplicates(case, clock(), Stage.FULL)
    actions.determine(case, clock(), Stage.FULL)
    amended = actions.amend(case, clock())
    assert (amended.number, amended.amends) == (2, 1)
    assert (amended.valid, amended.disqualified) == (first.valid + 1, first.disqualified - 1)
    assert_verifies(case)


def test_a_case_is_opened_one_at_a_time(case: Case, clock: Clock, tmp_path: Path) -> None:
    with cases.open_case(tmp_path / "other", create=True), pytest.raises(Fault, match="was closed"):
        actions.open_petition(case, clock(), OPENING)


def assert_verifies(case: Case) -> None:
    verdict = verifier.verify(cases.publish(case, date(2022, 8, 15)))
    assert [(check.name, check.sentence) for check in verdict.checks if not check.holds] == []
    assert cases.fsck(case).problems == ()


def test_a_withdrawal_after_the_determination_calls_for_settling_again(
    case: Case, clock: Clock, sealed_roll: Path
) -> None:
    to_the_draw(case, clock, sealed_roll, replace(OPENING, required=300))
    through_the_sample(case, clock)
    ACTS["withdraw"](case, clock())
    assert cases.status(case).next_step == "Settle the duplicates of the sample."
    with pytest.raises(Refused, match="First settle the duplicates of the sample again"):
        actions.certify(case, clock())
    for act in ("settle sample", "project", "determine sample", "certify"):
        ACTS[act](case, clock())
    assert_verifies(case)


def test_an_act_that_cannot_have_the_pen_says_who_has_it(case: Case, clock: Clock) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 0")  # not the half minute of a real case
    other = sqlite3.connect(case.dir / "case.sqlite3")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Refused, match="Another process is writing"):
        actions.open_petition(case, clock(), OPENING)
    other.close()
    actions.open_petition(case, clock(), OPENING)
