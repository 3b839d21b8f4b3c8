"""Bars and page, from results as a run keeps them."""

from typing import Any

from bench.bars import held
from bench.linkage_page import page
from bench.linkage_quality import BARS

FIGURES = {name: bar.value for name, bar in BARS.items()} | {
    "best F1": 0.97,
    "here: first": 0.995,
    "unregistered linked at 0.9": 0.5,
}


def turn(cpu: float, peak: float = 1.0, **more: Any) -> dict[str, Any]:
    return {"stages": {"link": {"wall": cpu / 2, "cpu": cpu}}, "peak": peak, "load": 0.5, "more": {}, **more}


def side(*turns: dict[str, Any], **quality: Any) -> dict[str, Any]:
    return {"runs": list(turns), "quality": {"figures": FIGURES, "alone": FIGURES, **quality}}


def found(f1: float) -> dict[str, float]:
    return {"f1": f1, "best f1": f1, "cpu": 1.0}


def everything() -> dict[str, Any]:
    whole = {"figures": FIGURES, "bins": {}}
    speed = {
        "prepared": side(turn(8, more={"steps": {"fuzzy_pairs": 1.0}}), all=whole),
        "cold": side(turn(20, 4.0)),
        "splink": side(turn(90)),
        "splink-saved": {"runs": [{"failed": "needs about 8 GB; 2 GB can be had"}], "quality": {}},
        "rapidfuzz": side(turn(36, done=20), hits={"lines": 20, "registered": 18, "right": 15}),
    }
    run = {
        "command": "python -m bench.linkage --quick", "began": "2026-01-02T03:04+00:00", "cores": 2,
        "cpu": "chip", "memory": 24.0, "python": "3.11.7", "versions": {"splink": "5.0.0"}, "seconds": 600.0,
    }  # fmt: skip
    one = {"scale": 1.0, "seed": 1, "voters": 5_000_000, "lines": 700_000}
    petitions = [
        {"scenario": "los-angeles-2022", **one, "sides": speed},
        {"scenario": "published-errors", **one, "sides": {"prepared": side(turn(8), all=whole)}},
    ]
    febrl = {
        "1": {
            "fullcount": {"f1": 0.9, "best f1": 0.95, "cpu": 1.0},
            "splink": {"f1": 0.99, "best f1": 0.99, "cpu": 1},
        },
        "4": {
            "fullcount": {"f1": 0.996, "best f1": 0.997, "cpu": 1.0},
            "dedupe, taught": {"failed": "no memory"},
        },
    }
    return {"run": run, "petitions": petitions, "febrl": febrl}


def test_bars_are_met_missed_or_not_measured() -> None:
    verdicts = {(one.what, one.of): one.verdict for one in held(everything())}
    on = "los-angeles-2022, scale 1"
    assert verdicts["roll prepared, wall s", on] == "met"
    assert verdicts["from the voter file's Parquet, peak GB", on] == "**missed**"
    assert verdicts["CPU seconds, splink / fullcount from the file", on] == "met"
    assert verdicts["unregistered linked at 0.9", "published-errors, scale 1"] == "**missed**"
    assert verdicts["F1", "Febrl 4"] == "met"
    assert verdicts["F1, no worse than splink and recordlinkage", "Febrl 1"] == "**missed**"
    assert verdicts["F1, no worse than splink and recordlinkage", "Febrl 2"] == "not measured"


def test_every_bar_of_quality_is_held() -> None:
    assert set(BARS) <= {one.what for one in held(everything())}


def test_nothing_measured_is_still_a_page() -> None:
    empty = {**everything(), "petitions": [], "febrl": {}}
    text = page(empty, [], "linkage-benchmark")
    assert "$" not in text
    assert text.count("Not measured in this run.") > 4
    assert {one.verdict for one in held(empty)} == {"not measured"}


def test_the_page_shows_each_side_its_ratio_and_what_failed() -> None:
    text = page(everything(), ["cpu.svg"], "linkage-benchmark")
    assert "| splink, our levels | 45.00 | 90.00 | 1.00 | 11.2 |" in text
    assert "needs about 8 GB; 2 GB can be had" in text
    assert "failed: no memory" in text
    assert "](linkage-benchmark/cpu.svg)" in text


def test_what_was_not_run_for_all_lines_is_said_to_be_extrapolated() -> None:
    text = page(everything(), [], "linkage-benchmark")
    row = next(line for line in text.splitlines() if line.startswith("| rapidfuzz, extractOne"))
    assert row == "| rapidfuzz, extractOne | 5,000,000 | 20 | 36.00 | 15 of 18 | 350.00 |"
    assert "all lines, extrapolated" in text
