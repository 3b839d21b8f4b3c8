"""What a case has on record: voters found that are not on the sealed roll are told, not refused."""

from pathlib import Path

from small_petition import Clock, through_the_sample, to_the_draw

from fullcount.case import Case, actions, record
from fullcount.terms import Outcome, Stage


def test_lines_found_valid_for_nobody_on_the_roll_are_told(
    case: Case, clock: Clock, sealed_roll: Path
) -> None:
    to_the_draw(case, clock, sealed_roll)
    through_the_sample(case, clock)
    actions.order_full_count(case, clock())
    assert record.off_roll(case, Stage.FULL) == []
    known = actions.Found("00001-01", Outcome.VALID, voter_id="V0000101")
    slip = actions.Found("00001-03", Outcome.VALID, voter_id="V9999999")
    actions.record_findings(case, clock("examiner-9"), Stage.FULL, [known, slip])
    assert record.off_roll(case, Stage.FULL) == ["00001-03"]
