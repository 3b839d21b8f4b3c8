"""A whole small petition from its opening to a published bundle that the verifier accepts."""

from datetime import date
from pathlib import Path

from small_petition import (
    Clock,
    through_the_full_count,
    through_the_sample,
    to_the_draw,
    transcripts,
)

from fullcount import case as cases
from fullcount import verifier
from fullcount.case import Case, actions
from fullcount.terms import Verdict


def holds(bundle: Path) -> None:
    verdict = verifier.verify(bundle)
    assert [(check.name, check.sentence, check.place) for check in verdict.checks if not check.holds] == []


def test_a_petition_goes_from_paper_to_a_bundle_that_verifies(
    case: Case, clock: Clock, sealed_roll: Path
) -> None:
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
