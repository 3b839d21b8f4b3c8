"""A whole small petition from its opening to a published bundle that the verifier accepts."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Event

from django.db import connection
from small_petition import (
    Clock,
    findings,
    through_the_full_count,
    through_the_sample,
    to_the_draw,
    transcripts,
)

from fullcount import case as cases
from fullcount import verifier
from fullcount.case import Acting, Case, actions, read
from fullcount.terms import Stage, Transcript, Verdict


def holds(bundle: Path) -> None:
    verdict = verifier.verify(bundle)
    assert [(check.name, check.sentence, check.place) for check in verdict.checks if not check.holds] == []


def test_a_petition_goes_from_paper_to_a_bundle_that_verifies(
    either: Case, clock: Clock, sealed_roll: Path
) -> None:
    case = either
    to_the_draw(case, clock, sealed_roll)
    assert actions.transcribe_lines(case, clock(), transcripts()) == 520
    linked = actions.link_lines(case, clock())
    assert linked.lines == 520
    assert linked.candidates >= 400
    through_the_sample(case, clock)
    assert cases.status(case).next_step == "Order the full count."
    through_the_full_count(case, clock)
    certificate = actions.certify(case, clock("registrar"))
    # 520 signed; number 3 of each of 53 sections is not registered, number 5 of 13 differs, 5 are copies.
    assert (certificate.raw, certificate.valid, certificate.disqualified) == (520, 449, 71)
    assert {code: count for code, _, count in certificate.by_reason} == {
        "not_registered": 53,
        "mismatch_signature": 13,
        "duplicate": 5,
    }
    assert certificate.verdict is Verdict.INSUFFICIENT
    bundle = cases.publish(case, date(2022, 8, 15))
    assert bundle == case.bundle_dir
    holds(bundle)
    assert cases.fsck(case).problems == ()


def test_two_who_act_at_once_write_one_after_the_other(either: Case, clock: Clock, sealed_roll: Path) -> None:
    to_the_draw(either, clock, sealed_roll)
    same = clock()
    halves = read.drawn_lines()[:250], read.drawn_lines()[250:]
    with ThreadPoolExecutor(2) as both:
        for done in [both.submit(record, either, same, half) for half in halves]:
            done.result()
    assert [act.kind for act in cases.status(either).acts[-10:]] == ["findings-recorded"] * 10
    assert actions.settle_duplicates(either, clock(), Stage.SAMPLE).counted == 500
    assert cases.fsck(either).problems == ()


def record(case: Case, who: Acting, lines: Sequence[str]) -> None:
    try:
        for at in range(0, 250, 50):
            actions.record_findings(case, who, Stage.SAMPLE, findings(lines[at : at + 50]))
    finally:
        connection.close()


def test_reading_does_not_wait_for_whoever_writes(either: Case, clock: Clock, sealed_roll: Path) -> None:
    to_the_draw(either, clock, sealed_roll)
    begun, go_on = Event(), Event()

    def slow_transcripts() -> Iterator[Transcript]:
        begun.set()
        assert go_on.wait(30)
        yield from transcripts()

    def write() -> None:
        try:
            actions.transcribe_lines(either, clock(), slow_transcripts())
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        writing = other.submit(write)
        assert begun.wait(30)
        try:
            assert cases.status(either).next_step == "Transcribe lines."
            assert cases.fsck(either).problems == ()
            cases.publish(either, date(2022, 8, 1))
        finally:
            go_on.set()
        writing.result()
    assert cases.status(either).next_step == "Link the lines."


def test_the_status_says_the_next_step_all_the_way(case: Case, clock: Clock, sealed_roll: Path) -> None:
    told = [cases.status(case).next_step]
    to_the_draw(case, clock, sealed_roll)
    told.append(cases.status(case).next_step)
    actions.transcribe_lines(case, clock(), transcripts())
    told.append(cases.status(case).next_step)
    actions.link_lines(case, clock())
    told.append(cases.status(case).next_step)
    through_the_sample(case, clock)
    through_the_full_count(case, clock)
    told.append(cases.status(case).next_step)
    actions.certify(case, clock())
    told.append(cases.status(case).next_step)
    assert told[:-1] == [
        "Open the petition.",
        "Transcribe lines.",
        "Link the lines.",
        "Record findings on the sample.",
        "Certify the result.",
    ]
    assert told[-1].startswith("Nothing: the result is certified")
    state = cases.status(case)
    assert (state.phase, state.counts["signed"], state.counts["sample"]) == ("certified", 520, 500)
    assert state.ledger_size == len(state.acts) == 17
