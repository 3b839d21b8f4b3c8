import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from fullcount import paper
from fullcount.paper import Figures, ReasonRow
from fullcount.paper.certificate import certificate_sheet
from fullcount.paper.worksheet import worksheet_sheet
from fullcount.terms import Fault, NotFound, Stage, Verdict

By = Callable[[str], Figures]


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"))))


@pytest.mark.parametrize("change", [{"valid": 520_051}, {"disqualified": 195_782}, {"raw": 715_834}])
def test_a_certificate_that_does_not_add_up_is_refused(figures_of: By, change: dict[str, int]) -> None:
    figures = figures_of("los_angeles")
    assert figures.certificate is not None
    with pytest.raises(Fault, match="does not add up"):
        replace(figures, certificate=replace(figures.certificate, **change), reasons=())


def test_reasons_must_sum_to_the_disqualified(figures_of: By) -> None:
    figures = figures_of("los_angeles")
    assert figures.certificate is not None
    fewer = replace(figures.certificate, by_reason=figures.certificate.by_reason[1:])
    with pytest.raises(Fault, match="The reasons sum to 107,319, the disqualified to 195,783"):
        replace(figures, certificate=fewer, reasons=())


def test_a_reason_stands_once(figures_of: By) -> None:
    figures = figures_of("los_angeles")
    assert figures.certificate is not None
    twice = replace(
        figures.certificate,
        by_reason=(*figures.certificate.by_reason[:-1], ("other", "Other", 9_330), ("other", "Other", 1)),
    )
    with pytest.raises(Fault, match="twice"):
        replace(figures, certificate=twice, reasons=())


def test_the_printed_reasons_are_the_certified_ones(figures_of: By) -> None:
    figures = figures_of("los_angeles")
    swapped = (replace(figures.reasons[0], count=43_593), replace(figures.reasons[1], count=88_464))
    with pytest.raises(Fault, match="not the same"):
        replace(figures, reasons=(*swapped, *figures.reasons[2:]))


def test_a_reason_that_took_nobody_may_be_printed(figures_of: By) -> None:
    figures = figures_of("los_angeles")
    more = replace(figures, reasons=(*figures.reasons, ReasonRow("illegible", "Illegible", "", 0)))
    assert certificate_sheet(more)["reasons"][-1] == ["Illegible", "", "0", "0.00%"]


def test_an_unknown_method_is_refused(figures_of: By) -> None:
    figures = figures_of("los_angeles")
    assert figures.certificate is not None
    with pytest.raises(Fault, match="method"):
        replace(figures, certificate=replace(figures.certificate, method="by guess"))


def test_a_worksheet_of_another_sample_is_refused(figures_of: By) -> None:
    figures, other = figures_of("los_angeles"), figures_of("example")
    with pytest.raises(Fault, match="not the same"):
        replace(figures, projections=other.projections[:1])
    with pytest.raises(Fault, match="different samples"):
        replace(figures, projections=(*figures.projections, *other.projections))


def test_a_certificate_by_sample_counts_what_the_sample_found(figures_of: By) -> None:
    figures = figures_of("sufficient")
    assert figures.certificate is not None
    with pytest.raises(Fault, match="by sample"):
        replace(figures, certificate=replace(figures.certificate, sample_valid=545), projections=())


def test_without_rows_of_their_own_the_certificates_reasons_are_printed(figures_of: By) -> None:
    figures = replace(figures_of("los_angeles"), reasons=())
    assert [row.count for row in figures.reason_rows()] == [
        88_464, 43_593, 32_187, 9_490, 7_344, 5_374, 9_331,
    ]  # fmt: skip


def test_json_csv_and_page_give_the_same_figures(any_figures: Figures) -> None:
    certificate = any_figures.certificate
    if certificate is None:
        with pytest.raises(NotFound):
            paper.certificate_csv(any_figures)
        return
    published = json.loads(paper.certificate_json(certificate))
    rows = {row["item"]: row["value"] for row in table(paper.certificate_csv(any_figures))}
    for name, value in published.items():
        if name != "by_reason":
            assert rows[name] == ("" if value is None else str(value))
    for code, _, count in published["by_reason"]:
        assert rows[f"disqualified: {code}"] == str(count)
    printed = {row["value"] for row in certificate_sheet(any_figures)["counts"]}
    assert {
        f"{published['required']:,}",
        f"{published['raw']:,}",
        f"{published['disqualified']:,}",
    } <= printed


def test_reasons_csv_and_the_schedule_give_the_same_counts(any_figures: Figures) -> None:
    rows = table(paper.reasons_csv(any_figures))
    shown = certificate_sheet(any_figures)["reasons"] if any_figures.certificate else []
    assert [f"{int(row['count']):,}" for row in rows] == [row[2] for row in shown]


def test_worksheet_csv_and_page_give_the_same_steps(figures_of: By) -> None:
    figures = figures_of("example")
    rows = [row for row in table(paper.worksheet_csv(figures)) if row["part"] == "projection (regulation)"]
    cells = [step["cells"][0] for step in worksheet_sheet(figures)["steps"]]
    assert [(row["formula"], row["result"]) for row in rows] == [
        (cell["formula"], cell["result"]) for cell in cells
    ]
    assert rows[-1]["result"] == "15,028"


def test_roundings_stand_side_by_side_with_their_last_steps_in_line(figures_of: By) -> None:
    steps = worksheet_sheet(figures_of("example"))["steps"]
    assert [[cell["result"] for cell in step["cells"]] for step in steps[:2]] == [
        ["71.47%", "–"],
        ["17,178", "17,176.6537"],
    ]
    assert [cell["result"] for cell in steps[-1]["cells"]] == ["15,028", "15,027.0362"]


def test_equal_roundings_are_printed_once_and_said(figures_of: By) -> None:
    figures = figures_of("example")
    same = replace(figures.projections[1], projected=figures.projections[0].projected)
    sheet = worksheet_sheet(replace(figures, projections=(figures.projections[0], same)))
    assert len(sheet["columns"]) == 1
    assert sheet["rounding_note"] == "The sheet rounding gives the same number."


def test_roundings_that_decide_differently_are_said_to(figures_of: By) -> None:
    figures = figures_of("example")
    (first, second) = figures.determinations
    other = (Stage.SAMPLE, replace(second[1], verdict=Verdict.INSUFFICIENT))
    sheet = worksheet_sheet(replace(figures, determinations=(first, other)))
    assert "different determinations" in sheet["rounding_note"]
    assert [made["applied"] for made in sheet["determinations"]] == [True, False]


def test_an_amendment_names_what_it_amends(figures_of: By) -> None:
    sheet = certificate_sheet(figures_of("sufficient"))
    assert sheet["kind"] == "Amended certificate"
    assert "no. 2, amends certificate no. 1" in sheet["amends"]
    assert certificate_sheet(figures_of("los_angeles"))["amends"] == ""


def test_exactly_the_required_number_is_said_with_the_rules_answer(figures_of: By) -> None:
    assert certificate_sheet(figures_of("no_reasons"))["explained"] == [
        "The number of valid signatures, 412, is exactly the number required.",
        "By the rule set applied, that number is sufficient.",
    ]


def test_a_sample_that_is_the_whole_petition_is_no_projection(figures_of: By) -> None:
    figures = figures_of("sufficient")
    assert figures.certificate is not None
    whole = replace(figures.certificate, raw=550, required=500, projected=Decimal(546))
    sheet = certificate_sheet(replace(figures, certificate=whole, projections=(), determinations=()))
    assert sheet["method"] == "Every signature filed was examined."
    assert [row["label"] for row in sheet["counts"]][2:] == ["Valid signatures", "Disqualified signatures"]
    assert sheet["explained"] == ["The number of valid signatures, 546, is 46 more than the 500 required."]
