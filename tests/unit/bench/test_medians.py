"""From the turns of a side to one figure."""

import pytest
from bench.medians import OTHER, extrapolated, largest, peak, seconds, steps


def turn(link: float, train: float = 1.0, **more: object) -> dict:
    stages = {"train": {"wall": train, "cpu": train}, "link": {"wall": link, "cpu": 2 * link}}
    return {"stages": stages, "peak": link / 10, "more": more}


SIDE = {"runs": [turn(5), turn(1), turn(3), {"failed": "no memory"}]}


def test_medians_leave_out_a_turn_that_failed() -> None:
    assert seconds(SIDE, "wall") == 4
    assert seconds(SIDE, "cpu", ["link"]) == 6
    assert peak(SIDE) == pytest.approx(0.3)


def test_a_side_without_a_good_turn_has_no_figure() -> None:
    assert seconds({"runs": [{"failed": "no memory"}]}, "cpu") is None
    assert peak({"runs": []}) is None


def test_few_lines_stand_for_all() -> None:
    assert extrapolated(12.0, 20, 700_000) == pytest.approx(420_000)


def test_steps_are_grouped_and_the_rest_is_what_no_step_took() -> None:
    taken = {"fuzzy_pairs": 0.5, "fuzzy_weighed": 0.25, "by_voter": 0.1, "member": 0.2, "line": 0.4}
    found = steps({"runs": [turn(1, steps=taken)]})
    assert found == pytest.approx(
        {
            "fuzzy: pairs found": 0.5,
            "lines read": 0.4,
            "duplicates": 0.3,
            "fuzzy: pairs weighed": 0.25,
            OTHER: 0.55,
        }
    )
    assert list(found)[-1] == OTHER


def test_the_largest_petition_is_of_the_scenario_asked_for() -> None:
    petitions = [
        {"scenario": "a", "scale": 0.1},
        {"scenario": "a", "scale": 1.0},
        {"scenario": "b", "scale": 9},
    ]
    assert largest(petitions, "a") == {"scenario": "a", "scale": 1.0}
    assert largest(petitions, "c") is None
