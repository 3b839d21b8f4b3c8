"""Petitions with their figures worked by hand: published cases, and made-up ones for the page's sake."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from fullcount.paper import METHOD_FULL, METHOD_SAMPLE, Figures, ReasonRow
from fullcount.terms import (
    Certificate,
    Determination,
    Petition,
    Projection,
    Rounding,
    Stage,
    Step,
    Verdict,
)

RULES = "6f1c0a5e9d3b47f2a8c4e60b91d7f358a2c5e8b4d1f07396ac5e2b8d4f61c093"
ROOT = "b3d8f2a47c05e91d6f8a2b4c7e0d935f1a6c8e2b4d70f593c1a8e6b2d4f0759c"
MANIFEST = "0a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b"
LOS_ANGELES_REASONS = (
    ReasonRow("not_registered", "Not registered", "Elections Code 100, 2102", 88_464),
    ReasonRow("duplicate", "Signed more than once (duplicate)", "2 CCR 20531", 43_593),
    ReasonRow("different_address", "Different address", "Elections Code 105(a)(1)", 32_187),
    ReasonRow("mismatch_signature", "Signature does not match", "2 CCR 20960", 9_490),
    ReasonRow("canceled", "Registration canceled", "Elections Code 2201", 7_344),
    ReasonRow("out_of_county", "Address out of county", "Elections Code 100(a)", 5_374),
    ReasonRow("other", "Other", "", 9_331),
)


def step(label: str, formula: str, result: str, cite: str = "") -> Step:
    return Step(label, formula, result, cite)


def example_regulation() -> Projection:
    """2 CCR 20540, as printed there (the product in step 2 corrected)."""
    steps = (
        step("Percent of the sample that is valid", "516 / 722", "71.47%", "2 CCR 20530(c)"),
        step("Uncorrected valid signatures", "24,034 × 0.7147 = 17,177.0998", "17,178", "2 CCR 20530(d)"),
        step("Value of each signature", "24,034 / 722", "33.2881", "2 CCR 20531(a)"),
        step("Weight of one duplicate", "33.2881 × (33.2881 − 1)", "1,074.8095", "2 CCR 20531(b)"),
        step("Estimated duplicates", "1,074.8095 × 2 = 2,149.6190", "2,150", "2 CCR 20531(c)"),
        step("Projected valid signatures", "17,178 − 2,150", "15,028", "2 CCR 20532"),
    )
    return Projection(
        raw=24_034,
        sample=722,
        valid=516,
        duplicates=2,
        rounding=Rounding.REGULATION,
        percent_valid=Decimal("71.47"),
        uncorrected=Decimal(17_178),
        value_of_each_signature=Decimal("33.2881"),
        duplicate_weight=Decimal("1074.8095"),
        estimated_duplicates=Decimal(2_150),
        projected=Decimal(15_028),
        steps=steps,
    )


def example_sheet() -> Projection:
    steps = (
        step("V: uncorrected valid signatures", "24,034 × 516 / 722", "17,176.6537", "2 CCR 20530"),
        step("A: value of each signature", "24,034 / 722", "33.288089", "2 CCR 20531(a)"),
        step("B: weight of one duplicate", "A × (A − 1)", "1,074.808754", "2 CCR 20531(b)"),
        step("C: estimated duplicates", "B × 2", "2,149.6175", "2 CCR 20531(c)"),
        step("Projected valid signatures", "V − C", "15,027.0362", "2 CCR 20532"),
    )
    return replace(
        example_regulation(),
        rounding=Rounding.SHEET,
        uncorrected=Decimal("17176.6537"),
        value_of_each_signature=Decimal("33.288089"),
        duplicate_weight=Decimal("1074.808754"),
        estimated_duplicates=Decimal("2149.6175"),
        projected=Decimal("15027.0362"),
        steps=steps,
    )


def determination(
    verdict: Verdict, number: Decimal, required: int, lines: tuple[Decimal, Decimal] | None = None
) -> Determination:
    lower, upper = lines or (None, None)
    steps: tuple[Step, ...] = ()
    if lines:
        steps = (
            step("Lower line", f"{required:,} × 90%", f"{lower:,}", "Elections Code 11225"),
            step("Upper line", f"{required:,} × 110%", f"{upper:,}", "Elections Code 11225(c)"),
            step("Projection against the lines", f"{lower:,} ≤ {number:,} ≤ {upper:,}", str(verdict), ""),
        )
    return Determination(verdict, required, number, lower, upper, number == required, steps)


def los_angeles_petition() -> Petition:
    return Petition(
        id="la-2022-da",
        title="Recall of the District Attorney of the County of Los Angeles",
        law="ca/recall-local",
        jurisdiction="County of Los Angeles",
        officer="George Gascón",
        office="District Attorney",
        filed=date(2022, 7, 6),
        registered=5_668_569,
        required=566_857,
    )


def los_angeles_projection() -> Projection:
    steps = (
        step("Percent of the sample that is valid", "27,983 / 35,792", "78.18%", "2 CCR 20530(c)"),
        step("Uncorrected valid signatures", "715,833 × 0.7818 = 559,638.2394", "559,639", "2 CCR 20530(d)"),
        step("Value of each signature", "715,833 / 35,792", "19.9998", "2 CCR 20531(a)"),
        step("Weight of one duplicate", "19.9998 × (19.9998 − 1.0000)", "379.9922", "2 CCR 20531(b)"),
        step("Estimated duplicates", "379.9922 × 104 = 39,519.1888", "39,520", "2 CCR 20531(c)"),
        step("Projected valid signatures", "559,639 − 39,520", "520,119", "2 CCR 20532"),
    )
    return Projection(
        raw=715_833,
        sample=35_792,
        valid=27_983,
        duplicates=104,
        rounding=Rounding.REGULATION,
        percent_valid=Decimal("78.18"),
        uncorrected=Decimal(559_639),
        value_of_each_signature=Decimal("19.9998"),
        duplicate_weight=Decimal("379.9922"),
        estimated_duplicates=Decimal(39_520),
        projected=Decimal(520_119),
        steps=steps,
    )


def los_angeles_certificate() -> Certificate:
    petition = los_angeles_petition()
    return Certificate(
        number=1,
        amends=0,
        petition=petition.id,
        title=petition.title,
        officer=petition.officer,
        office=petition.office,
        jurisdiction=petition.jurisdiction,
        law=petition.law,
        rule_set=RULES,
        filed=petition.filed,
        certified=date(2022, 8, 15),
        required=petition.required,
        raw=715_833,
        sample=35_792,
        sample_valid=27_983,
        sample_duplicates=104,
        projected=Decimal(520_119),
        method=METHOD_FULL,
        valid=520_050,
        disqualified=195_783,
        by_reason=tuple((row.code, row.label, row.count) for row in LOS_ANGELES_REASONS),
        verdict=Verdict.INSUFFICIENT,
        ledger_size=1_482,
        ledger_root=ROOT,
    )


def los_angeles() -> Figures:
    """County of Los Angeles, 2022: a full count after a sample within the lines."""
    lines = (Decimal("510171.3"), Decimal("623542.7"))
    return Figures(
        petition=los_angeles_petition(),
        published=date(2022, 8, 15),
        county="County of Los Angeles",
        official="Registrar-Recorder/County Clerk",
        authority="Elections Code sections 11224, 11225 and 11227",
        procedure="2 CCR 20530 to 20532, laid out as the example of 2 CCR 20540",
        certificate=los_angeles_certificate(),
        projections=(los_angeles_projection(),),
        determinations=(
            (Stage.SAMPLE, determination(Verdict.FULL_COUNT, Decimal(520_119), 566_857, lines)),
            (Stage.FULL, determination(Verdict.INSUFFICIENT, Decimal(520_050), 566_857)),
        ),
        reasons=LOS_ANGELES_REASONS,
        seed="60517293841726354819",
        manifest_sha256=MANIFEST,
    )


def example() -> Figures:
    """The example of 2 CCR 20540, both roundings side by side; before any certificate."""
    petition = replace(
        los_angeles_petition(),
        id="example-20540",
        title="An initiative to keep the library open on Sundays",
        officer="",
        office="",
        jurisdiction="City of Maple Hollow",
        law="ca/initiative-city",
        filed=date(2024, 3, 4),
        required=15_500,
    )
    lines = (Decimal(14_725), Decimal(17_050))
    return Figures(
        petition=petition,
        published=date(2024, 3, 28),
        county="City of Maple Hollow",
        official="City Clerk",
        procedure="2 CCR 20530 to 20532, laid out as the example of 2 CCR 20540",
        projections=(example_regulation(), example_sheet()),
        determinations=(
            (Stage.SAMPLE, determination(Verdict.FULL_COUNT, Decimal(15_028), 15_500, lines)),
            (Stage.SAMPLE, determination(Verdict.FULL_COUNT, Decimal("15027.0362"), 15_500, lines)),
        ),
        withdrawn_in_sample=1,
    )


def sufficient() -> Figures:
    """Sufficient by the sample alone, and an amended certificate."""
    base = los_angeles()
    projection = replace(
        example_regulation(),
        raw=10_985,
        sample=550,
        valid=546,
        duplicates=0,
        uncorrected=Decimal(10_905),
        projected=Decimal(10_905),
        steps=(
            step("Percent of the sample that is valid", "546 / 550", "99.27%", "2 CCR 20530(c)"),
            step("Uncorrected", "10,985 × 0.9927 = 10,904.8095", "10,905", "2 CCR 20530(d)"),
            step("Projected valid signatures", "10,905 − 0", "10,905", "2 CCR 20532"),
        ),
    )
    reasons = (
        ReasonRow("not_registered", "Not registered", "Elections Code 100, 2102", 3),
        ReasonRow("mismatch_signature", "Signature does not match", "2 CCR 20960", 1),
    )
    certificate = replace(
        los_angeles_certificate(),
        number=2,
        amends=1,
        required=9_711,
        raw=10_985,
        sample=550,
        sample_valid=546,
        sample_duplicates=0,
        projected=Decimal(10_905),
        method=METHOD_SAMPLE,
        valid=546,
        disqualified=4,
        by_reason=tuple((row.code, row.label, row.count) for row in reasons),
        verdict=Verdict.SUFFICIENT,
    )
    lines = (Decimal("8739.9"), Decimal("10682.1"))
    made = determination(Verdict.SUFFICIENT, Decimal(10_905), 9_711, lines)
    return replace(
        base,
        certificate=certificate,
        projections=(projection,),
        determinations=((Stage.SAMPLE, made),),
        reasons=reasons,
    )


def many_reasons() -> Figures:
    """Twenty-five reasons and names that do not end."""
    rows = tuple(
        ReasonRow(f"reason_{at:02d}", label, "Elections Code 105(a)(1); 2 CCR 20931(a)", 195_783 // 25)
        for at, label in enumerate([
            "Section rejected: the circulator’s declaration or the dates of circulation are missing or wrong",
            *(f"Made-up reason number {at} of a county that keeps fine codes" for at in range(2, 26)),
        ])
    )  # fmt: skip
    left = 195_783 - sum(row.count for row in rows)
    rows = (replace(rows[0], count=rows[0].count + left), *rows[1:])
    base = los_angeles()
    certificate = replace(
        los_angeles_certificate(),
        title="Recall of the President of the Board of Directors of the Greater Upper Sacramento and Lower "
        "American River Reclamation, Levee Maintenance and Mosquito Abatement District",
        officer="Maria-Magdalena Wolfeschlegelsteinhausenbergerdorff-Krishnamurthy de la Cruz y "
        "Fernández III",
        office="President of the Board of Directors and Commissioner ex officio for the Seventh Division",
        jurisdiction="Greater Upper Sacramento and Lower American River Reclamation, Levee Maintenance and "
        "Mosquito Abatement District",
        by_reason=tuple((row.code, row.label, row.count) for row in rows),
    )
    return replace(base, certificate=certificate, reasons=rows)


def no_reasons() -> Figures:
    """Everybody valid, fewer than the law samples: counted in full at once, exactly what is required."""
    certificate = replace(
        los_angeles_certificate(),
        required=412,
        raw=412,
        sample=0,
        sample_valid=0,
        sample_duplicates=0,
        projected=None,
        valid=412,
        disqualified=0,
        by_reason=(),
        verdict=Verdict.SUFFICIENT,
    )
    made = determination(Verdict.SUFFICIENT, Decimal(412), 412)
    return replace(
        los_angeles(),
        certificate=certificate,
        projections=(),
        determinations=((Stage.FULL, made),),
        reasons=(),
    )


def hostile() -> Figures:
    """Names that mean something to Typst, to XML, to CSV or to a shell."""
    nasty = '#panic("x") $x$ *b* _i_ `r` <l> @ref \\ // /* ~ -- " \' = {} [] & ]]> \n= Heading \t' + "W" * 300
    base = los_angeles()
    petition = replace(
        base.petition, id="#id<&>", title=nasty, officer=nasty, office=nasty, jurisdiction=nasty
    )
    certificate = replace(
        los_angeles_certificate(),
        petition="#id<&>",
        title=nasty,
        officer=nasty,
        office=nasty,
        jurisdiction=nasty,
    )
    rows = (
        tuple(replace(row, label=f"{nasty} {row.label}", cite=nasty) for row in base.reasons[:2])
        + base.reasons[2:]
    )
    return replace(
        base, petition=petition, county=nasty, official=nasty, authority=nasty, certificate=certificate,
        reasons=rows, procedure=nasty, seed=nasty,
    )  # fmt: skip


ALL: dict[str, Callable[[], Figures]] = {
    "los_angeles": los_angeles,
    "example": example,
    "sufficient": sufficient,
    "many_reasons": many_reasons,
    "no_reasons": no_reasons,
    "hostile": hostile,
}


@pytest.fixture
def figures_of() -> Callable[[str], Figures]:
    """The figures of a case by its name."""
    return lambda name: ALL[name]()


@pytest.fixture(params=sorted(ALL))
def any_figures(request: pytest.FixtureRequest) -> Figures:
    return ALL[request.param]()
