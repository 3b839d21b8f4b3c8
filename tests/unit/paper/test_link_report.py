"""The link report: what it says in several situations, against files looked at by people.

After an intended change: FULLCOUNT_RENEW_GOLDEN=1 python -m pytest tests/unit/paper/test_link_report.py,
then read the difference before committing it.
"""

import json
import os
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from fullcount import paper
from fullcount.estimates import TENTHS, Calibration, Sums, calibration
from fullcount.paper.link_report import link_report_sheet
from fullcount.paper.reliability import SIDE, percent, reliability_sheet
from fullcount.terms import Fault, Reading, canonical

GOLDEN = Path(__file__).parents[2] / "golden" / "paper" / "link_report"
EDGES = (*TENTHS[:-1], 950_000, 990_000, 999_000, 1_000_000)


def bins(*rows: tuple[int, int, int]) -> Calibration:
    """From probability in thousandths, count and how many right; all of a row have one probability."""
    return calibration(
        (
            (p * 1000, Sums(n, right, p * 1000 * n, (p * 1000) ** 2 * n, p * 1000 * right))
            for p, n, right in rows
        ),
        EDGES,
    )


BY_READING = (
    (Reading.REGISTERED_HERE, bins((998, 800, 798), (930, 40, 37), (550, 12, 6))),
    (Reading.ANOTHER_ADDRESS, bins((970, 60, 58), (640, 20, 14))),
    (Reading.NOBODY, bins((996, 70, 64), (720, 20, 12))),
)
JUDGED = paper.Judgement(
    paper.Source.FINDINGS, paper.Basis.SAMPLE, BY_READING, told=1_025, of=20_000, untold=4, unknown=2,
    silent=3,
    ranks=(880, 20, 3, 1, 0), missed=14,
)  # fmt: skip
REFERENCE = replace(
    JUDGED, source=paper.Source.REFERENCE, basis=paper.Basis.EVERY, untold=0, unknown=0,
    note="Measured on a made-up county.",
)  # fmt: skip
PLAIN = paper.LinkFigures(
    title="Recall of an officer of the County of Quill",
    made=date(2022, 7, 20),
    county="County of Quill",
    official="Registrar of Voters",
    filed=date(2022, 7, 6),
    circulated_from=date(2022, 1, 27),
    lines=paper.LinkedInput("the lines transcribed", 20_000, "1a" * 32),
    roll=paper.LinkedInput("the sealed roll", 567_000, "2b" * 32),
    roll_as_of=date(2022, 7, 6),
    weights=paper.LinkedInput("those that come with fullcount", 0, "3c" * 32),
    versions=(("fullcount", "0.1.0"), ("Python", "3.11.7"), ("duckdb", "2.0.0")),
    candidates=22_400,
    readings=(
        (Reading.REGISTERED_HERE, 16_000),
        (Reading.ANOTHER_ADDRESS, 1_200),
        (Reading.TOO_LATE, 20),
        (Reading.CANCELED, 180),
        (Reading.OUTSIDE, 100),
        (Reading.NOBODY, 2_500),
    ),
    proposed=BY_READING,
    outcomes=paper.LinkOutcomes(16_800, 2_100, 1_050, 50),
    copies=(
        paper.CopiesRow(True, 990_000, 999_000, 300, 610),
        paper.CopiesRow(True, 500_000, 600_000, 9, 18),
        paper.CopiesRow(False, 950_000, 990_000, 4, 8),
    ),
    searches=(
        paper.SearchRow("exact", "Most write as registered.", ("same name, number and street",), 11_000),
    ),
    steps=(paper.LinkStep("exact_pairs", "Most write as registered.", 11_000, Decimal("0.10")),),
)
CASES = {
    "sample": replace(PLAIN, judgement=JUDGED),
    "reference": replace(PLAIN, reference=REFERENCE),
    "nothing_known": replace(PLAIN, county="", official="", filed=None, circulated_from=None),
}


@pytest.mark.parametrize("name", CASES)
def test_the_report_says_what_it_said(name: str) -> None:
    sheet = json.dumps(link_report_sheet(CASES[name]), indent=1, ensure_ascii=False, sort_keys=True)
    made = {
        f"{name}.json": paper.link_report_json(CASES[name]),
        f"{name}.sheet.json": (sheet + "\n").encode(),
    }
    if os.environ.get("FULLCOUNT_RENEW_GOLDEN"):
        GOLDEN.mkdir(parents=True, exist_ok=True)
        for file, data in made.items():
            (GOLDEN / file).write_bytes(data)
    assert made == {file: (GOLDEN / file).read_bytes() for file in made}


@pytest.mark.parametrize("name", CASES)
def test_the_report_is_typeset_and_a_second_time_the_bytes_are_the_same(name: str) -> None:
    once = paper.link_report_bytes(CASES[name], ".pdf")
    assert once == paper.link_report_bytes(CASES[name], ".pdf")
    assert len(re.findall(rb"/Type\s*/Page\b", once)) in (2, 3)
    assert b"D:20220720000000Z" in once


def test_the_json_is_canonical_and_states_the_error() -> None:
    text = paper.link_report_json(CASES["sample"])
    found = json.loads(text)
    assert canonical(found) + b"\n" == text
    of_all = found["calibration"]["all"]
    assert of_all["judged"] == 1_022
    assert of_all["right"] == 989
    parts = {name: Decimal(value) for name, value in of_all["brier"].items()}
    rest = parts["reliability"] - parts["resolution"] + parts["uncertainty"] + parts["within"]
    assert abs(parts["score"] - rest) <= Decimal("0.000003")


def test_only_findings_are_said_to_miss_a_signer_whom_nobody_found() -> None:
    said = "is on the roll and was neither shown nor found by searching"
    for source in (paper.Source.FINDINGS, paper.Source.FILE):
        cautions = " ".join(paper.calibration_cautions(replace(JUDGED, source=source)))
        assert (said in cautions) == (source is paper.Source.FINDINGS)
        assert "4 lines examined that told nothing of who signed" in cautions


def test_without_truth_nothing_is_claimed_of_these_lines() -> None:
    for name in ("reference", "nothing_known"):
        sheet = link_report_sheet(CASES[name])
        assert sheet["calibration"] is None
        assert "cannot be judged from the lines alone" in sheet["without_truth"]
    assert "is no statement about these lines" in link_report_sheet(CASES["reference"])["without_truth"]
    assert "No reference" in link_report_sheet(CASES["nothing_known"])["without_truth"]


def test_where_no_day_of_filing_is_known_late_registrations_were_not_looked_for() -> None:
    rows = {row[0]: row for row in link_report_sheet(replace(PLAIN, filed=None, readings=(
        (Reading.REGISTERED_HERE, 20_000),)))["readings"]}  # fmt: skip
    assert rows["registered too late"][1:] == [
        "Not looked for: no day of filing was given.",
        "–",
        "–",
    ]


def test_counts_that_do_not_add_up_are_no_report() -> None:
    with pytest.raises(Fault, match="outcomes"):
        replace(PLAIN, outcomes=paper.LinkOutcomes(1, 2, 3, 4))
    with pytest.raises(Fault, match="judged"):
        replace(JUDGED, told=7)


def test_a_plot_has_a_mark_and_a_bar_for_each_tenth_that_holds_anything_within_its_sides() -> None:
    sheet = reliability_sheet(BY_READING[0][1], "these")
    assert len(sheet["marks"]) == len(sheet["bars"]) == 2
    assert all(0 <= mark[key] <= SIDE for mark in sheet["marks"] for key in ("x", "y", "low", "high"))
    assert all(mark["low"] <= mark["y"] <= mark["high"] for mark in sheet["marks"])
    assert [mark["few"] for mark in sheet["marks"]] == [True, False]
    assert "of 12 at 55.0% on average, 50.0% were right" in sheet["summary"]


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(1, 100_000), "under 0.1%"),
        (Fraction(99_999, 100_000), "over 99.9%"),
        (Fraction(1), "100.0%"),
        (Fraction(0), "0.0%"),
        (Fraction(1, 8), "12.5%"),
    ],
)
def test_a_share_is_never_rounded_to_nothing_or_everything(share: Fraction, text: str) -> None:
    assert percent(share) == text
