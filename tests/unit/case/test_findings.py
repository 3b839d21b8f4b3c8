"""Findings: append-only, superseding, several officials for a signature, withdrawals, voter tags."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_petition import (
    FILED,
    MISMATCH,
    Clock,
    findings,
    found,
    signed,
    through_the_full_count,
    through_the_sample,
    to_the_draw,
    transcripts,
    voter_of,
)

from fullcount import case as cases
from fullcount import verifier
from fullcount.case import Case, actions, read
from fullcount.case.models import FindingRow
from fullcount.terms import BadInput, Outcome, Refused, Stage

VALID, INVALID = Outcome.VALID, Outcome.INVALID


@pytest.fixture
def drawn(case: Case, clock: Clock, sealed_roll: Path) -> Case:
    to_the_draw(case, clock, sealed_roll)
    return case


def standing_of(line: str) -> tuple[Outcome | None, str, int]:
    one = next(one for one in read.standings(Stage.SAMPLE) if one.line == line)
    return one.outcome, one.reason, one.needs


def record(case: Case, clock: Clock, *given: actions.Found) -> None:
    actions.record_findings(case, clock(), Stage.SAMPLE, given)


def test_a_later_finding_supersedes_and_the_earlier_stays(drawn: Case, clock: Clock) -> None:
    line = read.drawn_lines()[0]
    record(drawn, clock, actions.Found(line, INVALID, "not_registered"))
    record(drawn, clock, actions.Found(line, VALID, voter_id="V1"))
    assert standing_of(line) == (VALID, "", 0)
    assert FindingRow.objects.filter(line__line=line).count() == 2


def test_a_signature_mismatch_stands_only_when_three_officials_agree(drawn: Case, clock: Clock) -> None:
    line = read.drawn_lines()[0]
    for official, needs in (("examiner-1", 2), ("examiner-1", 2), ("examiner-2", 1)):
        record(drawn, clock, actions.Found(line, INVALID, MISMATCH, "V1", official))
        assert standing_of(line) == (None, MISMATCH, needs)
    record(drawn, clock, actions.Found(line, INVALID, MISMATCH, "V1", "examiner-3"))
    assert standing_of(line) == (INVALID, MISMATCH, 0)


def test_settling_waits_for_every_line_and_every_official(drawn: Case, clock: Clock) -> None:
    first, *rest = sorted(read.drawn_lines())
    with pytest.raises(Refused, match="record findings on the sample"):
        actions.settle_duplicates(drawn, clock(), Stage.SAMPLE)
    actions.record_findings(drawn, clock(), Stage.SAMPLE, findings(rest))
    assert [one.line for one in read.to_examine(Stage.SAMPLE)] == [first]
    with pytest.raises(Refused, match=f"1 lines have no finding yet, the first is {first}"):
        actions.settle_duplicates(drawn, clock(), Stage.SAMPLE)
    record(drawn, clock, actions.Found(first, INVALID, MISMATCH))
    with pytest.raises(Refused, match=f"{first} needs 2 more"):
        actions.settle_duplicates(drawn, clock(), Stage.SAMPLE)
    record(drawn, clock, actions.Found(first, VALID, voter_id="V1"))
    assert actions.settle_duplicates(drawn, clock(), Stage.SAMPLE).counted == 500


def test_of_the_copies_of_a_voter_the_first_in_line_order_stands(drawn: Case, clock: Clock) -> None:
    sample = sorted(read.drawn_lines())
    copies = [line for line in sample if line[-1] in "79"][:4]
    same = {line: [actions.Found(line, VALID, voter_id="V-ONE")] for line in copies}
    same[copies[0]] = [actions.Found(copies[0], INVALID, "different_address", "V-ONE")]
    given = [one for line in reversed(sample) for one in same.get(line, found(line))]
    actions.record_findings(drawn, clock(), Stage.SAMPLE, given)
    actions.settle_duplicates(drawn, clock(), Stage.SAMPLE)
    standing = {line: (outcome, reason) for line, outcome, reason in read.certified_standings()}
    assert [standing[line] for line in copies] == [
        ("invalid", "different_address"),
        ("valid", ""),
        ("invalid", "duplicate"),
        ("invalid", "duplicate"),
    ]


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_the_order_of_recording_lines_changes_no_total(
    tmp_path_factory: pytest.TempPathFactory, sealed_roll: Path, chance
) -> None:
    where = tmp_path_factory.mktemp("order")
    clock = Clock()
    with cases.open_case(where / "case", create=True) as case:
        to_the_draw(case, clock, sealed_roll)
        lines = list(read.drawn_lines())
        chance.shuffle(lines)
        cut = chance.randrange(1, len(lines))
        for part in (lines[:cut], lines[cut:]):
            actions.record_findings(case, clock(), Stage.SAMPLE, findings(part))
        tally = actions.settle_duplicates(case, clock(), Stage.SAMPLE)
        expected = counted_by_hand(lines)
        assert (tally.valid, tally.by_reason) == (expected.pop(""), expected)


def counted_by_hand(lines: list[str]) -> Counter[str]:
    last = {line: found(line)[-1] for line in lines}
    counts = Counter(one.reason for one in last.values())
    voters = Counter(one.voter_id for one in last.values() if one.outcome is VALID)
    counts["duplicate"] = sum(voters.values()) - len(voters)
    counts[""] -= counts["duplicate"]
    return counts


@pytest.mark.parametrize(
    ("given", "saying"),
    [
        (actions.Found("{line}", INVALID, "too_ugly"), "no such reason"),
        (actions.Found("{line}", INVALID), "no such reason"),
        (actions.Found("{line}", INVALID, "duplicate"), "found by settling"),
        (actions.Found("{line}", VALID), "needs the voter"),
        (actions.Found("{line}", VALID, "not_registered", "V1"), "has no reason"),
        (actions.Found("{line}", VALID, "", "V1", "a,b"), "no comma or quote"),
        (actions.Found("{line}", VALID, "", "V1", "=1+1"), "not beginning with ="),
        (actions.Found("no such line", VALID, "", "V1"), "not the id of a line"),
        (actions.Found("00001-10", VALID, "", "V1"), "is struck"),
        (actions.Found("{undrawn}", VALID, "", "V1"), "not in the sample"),
    ],
)
def test_a_finding_that_cannot_be_is_refused_by_its_row(
    drawn: Case, clock: Clock, given: actions.Found, saying: str
) -> None:
    first, second = read.drawn_lines()[:2]
    undrawn = next(line for line in signed() if line not in set(read.drawn_lines()))
    line = given.line.format(line=second, undrawn=undrawn)
    wrong = actions.Found(line, given.outcome, given.reason, given.voter_id, given.official)
    with pytest.raises(BadInput, match=saying) as caught:
        record(drawn, clock, actions.Found(first, VALID, voter_id="V1"), wrong)
    assert caught.value.row == 2
    assert not FindingRow.objects.exists()


def test_a_finding_names_its_voter_by_a_tag_only(drawn: Case, clock: Clock) -> None:
    lines = read.drawn_lines()
    record(drawn, clock, *(actions.Found(line, VALID, voter_id="V-SECRET") for line in lines))
    cases.publish(drawn, date(2022, 8, 1))
    tags = {row.split(",")[5] for row in (drawn.bundle_dir / "findings.csv").read_text().splitlines()[1:]}
    assert len(tags) == 1
    assert len(tags.pop()) == 32


def test_nothing_confidential_is_published(drawn: Case, clock: Clock) -> None:
    actions.transcribe_lines(drawn, clock(), transcripts())
    actions.link_lines(drawn, clock())
    through_the_sample(drawn, clock)
    cases.publish(drawn, date(2022, 8, 1))
    for path in drawn.bundle_dir.iterdir():
        data = path.read_bytes()
        for private in (b"ELENA", b"OAK ST", voter_of(read.drawn_lines()[0]).encode(), drawn.secret):
            assert private not in data, path.name


def test_a_withdrawal_in_time_that_names_a_line_takes_it_out(drawn: Case, clock: Clock) -> None:
    line = next(line for line in sorted(read.drawn_lines()) if found(line)[0].outcome is VALID)
    day = FILED - timedelta(days=1)
    asked = [actions.Withdrawal("1", line, received=day), actions.Withdrawal("2", "00020-01", received=FILED)]
    assert actions.register_withdrawals(drawn, clock(), asked) == actions.Registered(2, 1)
    through_the_sample(drawn, clock)
    assert standing_of(line) == (INVALID, "withdrawn", 0)
    assert standing_of_all()["withdrawn"] == 1
    verdict = verifier.verify(cases.publish(drawn, date(2022, 8, 1)))
    assert [check.sentence for check in verdict.checks if not check.holds] == []
    assert (drawn.bundle_dir / "withdrawals.csv").read_text() == f"line\n{line}\n"


def standing_of_all() -> dict[str, int]:
    counts: dict[str, int] = {}
    for _, _, reason in read.certified_standings():
        counts[reason] = counts.get(reason, 0) + 1
    return counts


def test_a_withdrawal_that_names_a_voter_waits_for_a_persons_finding(drawn: Case, clock: Clock) -> None:
    line = next(line for line in sorted(read.drawn_lines()) if found(line)[0].outcome is VALID)
    request = actions.Withdrawal("1", voter_id=voter_of(line), received=FILED - timedelta(days=9))
    actions.register_withdrawals(drawn, clock(), [request])
    assert read.withdrawn_voters() == {voter_of(line)}
    actions.record_findings(drawn, clock(), Stage.SAMPLE, findings(read.drawn_lines()))
    with pytest.raises(Refused, match=f"{line} is found valid, but its signer's withdrawal"):
        actions.settle_duplicates(drawn, clock(), Stage.SAMPLE)
    record(drawn, clock, actions.Found(line, INVALID, "withdrawn", voter_of(line)))
    assert actions.settle_duplicates(drawn, clock(), Stage.SAMPLE).withdrawn == 1


@pytest.mark.parametrize(
    ("request_", "saying"),
    [
        (actions.Withdrawal("1", "00020-01"), "registered before"),
        (actions.Withdrawal("", "00020-01"), "no number"),
        (actions.Withdrawal("2"), "neither a line nor a voter"),
        (actions.Withdrawal("2", "nowhere"), "not the id of a line"),
    ],
)
def test_a_request_that_cannot_be_is_refused(
    drawn: Case, clock: Clock, request_: actions.Withdrawal, saying: str
) -> None:
    actions.register_withdrawals(drawn, clock(), [actions.Withdrawal("1", "00020-02")])
    with pytest.raises(BadInput, match=saying):
        actions.register_withdrawals(drawn, clock(), [request_])


def test_the_full_count_keeps_the_samples_findings(drawn: Case, clock: Clock) -> None:
    through_the_sample(drawn, clock)
    sample = set(read.drawn_lines())
    through_the_full_count(drawn, clock)
    by_stage = set(FindingRow.objects.values_list("line__line", "stage").distinct())
    assert {line for line, stage in by_stage if stage == "full"} == set(signed()) - sample


def test_an_examiner_sees_transcript_and_candidates(drawn: Case, clock: Clock) -> None:
    assert next(iter(read.to_examine(Stage.SAMPLE))).transcript is None
    actions.transcribe_lines(drawn, clock(), transcripts())
    changed = [one for one in transcripts() if one.line == "00020-01"]
    actions.transcribe_lines(drawn, clock(), [type(one)(one.line, name="Zed Zedson") for one in changed])
    actions.link_lines(drawn, clock())
    shown = {one.line: one for one in read.to_examine(Stage.FULL, again=True)}
    assert list(shown) == signed()
    assert shown["00020-01"].transcript.name == "Zed Zedson"
    assert shown["00020-02"].candidates[0].voter_id == "V0002002"
    assert shown["00020-02"].reading is shown["00020-02"].candidates[0].reading
