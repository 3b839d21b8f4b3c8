"""The law on the command line: figures of the published record, as objects and as text."""

import json

import pytest

EXAMPLE = "--filed 2022-07-06 --required 566857 --raw 715833 --sample 35793"


def test_the_worked_example_of_the_regulation_comes_out_as_an_object(run) -> None:
    done = run(
        "law project ca/initiative-county --filed 2022-01-03 --required 15000 --raw 24034 --sample 722"
        " --valid 516 --duplicates 2 --json"
    )
    report = json.loads(done.out)
    assert done.code == 0
    assert report["uncorrected"] == 17178
    assert report["value_of_each_signature"] == 33.2881
    assert report["duplicate_weight"] == 1074.8095
    assert report["estimated_duplicates"] == 2150
    assert report["projected"] == 15028
    assert report["determination"] == "full-count"
    assert [step["result"] for step in report["steps"]][:2] == ["71.47%", "17,178"]


@pytest.mark.parametrize(
    ("valid", "rounding", "verdict"),
    [
        (25507, "regulation", "insufficient"),
        (25508, "regulation", "full-count"),
        (31177, "regulation", "full-count"),
        (31178, "regulation", "sufficient"),
        (25509, "sheet", "insufficient"),
        (25510, "sheet", "full-count"),
        (31178, "sheet", "full-count"),
        (31179, "sheet", "sufficient"),
    ],
)
def test_the_boundaries_of_2022_in_both_roundings(run, valid: int, rounding: str, verdict: str) -> None:
    done = run(f"law project ca/recall-local {EXAMPLE} --valid {valid} --rounding {rounding} --json")
    report = json.loads(done.out)
    assert report["determination"] == verdict
    assert report["lower_line"] == 510171.3
    assert report["upper_line"] == 623542.7


def test_required_number_sample_size_and_full_count_print_their_arithmetic(run) -> None:
    assert "566,857" in run("law required ca/recall-local --filed 2022-07-06 --registered 5,668,569").out
    size = run("law sample-size ca/recall-local --filed 2022-07-06 --raw 715833 --json")
    assert json.loads(size.out)["sample_size"] == 35792
    full = run("law determine ca/recall-local --filed 2022-07-06 --required 566857 --valid 520050 --json")
    assert json.loads(full.out)["determination"] == "insufficient"


def test_deadlines_count_business_days(run) -> None:
    done = run("law deadlines ca/recall-local --filed 2022-07-06 --json")
    assert "2022-08-17" in {limit["date"] for limit in json.loads(done.out)}


def test_list_show_and_check(run) -> None:
    assert "ca/recall-local" in run("law list").out
    shown = json.loads(run("law show ca/recall-local --filed 2022-07-06 --json").out)
    assert shown["id"] == "ca/recall-local"
    assert len(shown["digest"]) == 64
    assert "11225" in run("law show ca/recall-local --filed 2022-07-06").out
    assert run("law check").code == 0


@pytest.mark.parametrize(
    "command",
    [
        "law required ca/recall-local --filed 06.07.2022 --registered 5",
        "law required ca/recall-lokal --filed 2022-07-06 --registered 5",
        "law required ca/recall-local --filed 1970-01-01 --registered 5",
        "law required ca/recall-local --filed 2022-07-06 --registered five",
        "law required ca/recall-local --filed 2022-07-06 --registered 5.5",
        "law determine ca/recall-local --filed 2022-07-06 --required 5",
        "law project ca/recall-local --filed 2022-07-06 --required 5 --raw 10 --sample 20 --valid 3",
        "law project ca/recall-local --filed 2022-07-06 --required 5 --raw 10 --sample 5 --valid -1",
        "law deadlines ca/recall-local --filed 2022-07-06 --event party=2022-01-01",
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence_with_exit_code_2(run, command: str) -> None:
    done = run(command)
    assert done.code == 2
    assert done.out == ""
    assert done.err.startswith("fullcount: ")
    assert "Traceback" not in done.err


def test_an_event_is_given_with_its_day(run) -> None:
    done = run("law deadlines ca/recall-local --filed 2022-07-06 --event certified")
    assert (done.code, "certified=2022-08-15" in done.err) == (2, True), done.err


def test_the_published_cases_fit_a_narrow_screen(run, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    done = run("law check")
    assert done.code == 0
    assert "DOES NOT HOLD" not in done.out
    assert "ca/recall-local: " in done.out


def test_a_determination_says_what_follows_by_law(run) -> None:
    asked = "law determine ca/recall-local --filed 2022-07-06 --required 566857 --valid 520050"
    follows = json.loads(run(asked, "--json").out)["follows"]
    assert {"Elections Code 11226"} <= {step["cite"] for step in follows}
    assert "What follows:" in run(asked).out
