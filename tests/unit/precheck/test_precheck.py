"""What a committee is told: readings become chances, copies count once, the sum has an interval."""

import csv
from pathlib import Path

import pytest

from fullcount.precheck import LineReport, Loss, Opinion, forecast, read_lines, write_report
from fullcount.terms import Candidate, DuplicateGroup, Reading

HERE, AWAY, NOBODY = Reading.REGISTERED_HERE, Reading.ANOTHER_ADDRESS, Reading.NOBODY
READINGS = [("1", HERE, 0.99), ("2", NOBODY, 0.0), ("3", HERE, 0.98), ("4", AWAY, 0.9), ("5", HERE, 0.5)]
CANDIDATES = [
    Candidate("1", 1, "v1", 0.99, HERE, "same name; same address"),
    Candidate("3", 1, "v1", 0.98, HERE, "same name; same address"),
    Candidate("4", 1, "v4", 0.90, AWAY, "same name; another address"),
    Candidate("5", 1, "v5", 0.50, HERE, "initial; same address"),
    Candidate("5", 2, "v6", 0.49, HERE, "initial; same address"),
]
GROUPS = [DuplicateGroup(("1", "3"), "v1", 0.97, "one voter record")]


def reports() -> dict[str, LineReport]:
    return {row.line: row for row in read_lines(READINGS, CANDIDATES, GROUPS)}


def test_every_line_gets_an_opinion_and_two_housemates_count_as_somebody_registered_here() -> None:
    rows = reports()
    assert {line: row.opinion for line, row in rows.items()} == {
        "1": Opinion.COUNTS,
        "2": Opinion.COUNTS_NOT,
        "3": Opinion.COUNTS_NOT,
        "4": Opinion.COUNTS_NOT,
        "5": Opinion.COUNTS,
    }
    assert rows["3"].duplicate_of == "1"
    assert "one copy counts" in rows["3"].advice
    assert rows["1"].advice == ""


def test_a_line_read_by_ditto_mark_says_so_where_nobody_resembles_it() -> None:
    took = [("2", "address by ditto mark, from the line above"), ("3", "ZIP by ditto mark")]
    rows = {row.line: row for row in read_lines(READINGS, CANDIDATES, GROUPS, took)}
    assert rows["2"].evidence == (
        "nobody on the roll resembles this line; address by ditto mark, from the line above"
    )
    assert rows["3"].evidence == "same name; same address"  # what the candidate's evidence says anyway


def test_the_forecast_sums_the_chances_less_the_stated_loss() -> None:
    result = forecast(reports().values(), required=2, loss=Loss(0.1, "signatures"))
    assert result.lines == 5
    assert result.copies == 1
    assert result.expected == pytest.approx(0.9 * (0.99 + 0.98 * 0.03 + 0.99))
    assert result.low <= result.expected <= result.high
    assert 0.7 < result.chance < 0.85
    assert dict(result.by_reading) == {
        "registered here": 3,
        "nobody found": 1,
        "registered at another address": 1,
    }


def test_what_is_not_known_of_the_loss_does_not_even_out_over_many_lines() -> None:
    many = [LineReport(str(k), HERE, 1.0, Opinion.COUNTS, "", "", "") for k in range(10_000)]
    sure, unsure = forecast(many, 9_900, Loss(0.0, "")), forecast(many, 9_900, Loss(0.018, "signatures"))
    assert (sure.low, sure.high, sure.chance) == (10_000, 10_000, 1.0)
    assert unsure.expected == pytest.approx(9_820)
    assert unsure.low < 9_640
    assert unsure.chance == pytest.approx(0.01 / 0.036, abs=0.02)


def test_the_report_is_written_by_line_id(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    write_report(reports().values(), path)
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert [row["line"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert rows[2]["opinion"] == "would not count"
