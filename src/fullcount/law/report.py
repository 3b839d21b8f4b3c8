"""The law's answers laid out for printing.

A projection with its determination, the two roundings side by side, every value with its citation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from fullcount.law.book import Law
from fullcount.law.decision import WORDS, integral
from fullcount.law.entry import SECTIONS, Entry, Row
from fullcount.law.numbers import exactly, percent, shown
from fullcount.law.projection import SampleCount
from fullcount.terms import Determination, Projection, Rounding, Step


@dataclass(frozen=True, slots=True)
class Comparison:
    """The determinations under both roundings. differ: they are not the same. sentence: in words."""

    regulation: Determination
    sheet: Determination
    differ: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One value of a law as `law show` lists it."""

    section: str
    name: str
    says: str
    value: str
    since: date
    cite: str
    status: str
    note: str
    source: str


def compare_roundings(law: Law, count: SampleCount, required: int) -> Comparison:
    """Both roundings' determinations; say so to the reader where they differ."""
    by = {rounding: law.project(count, rounding) for rounding in Rounding}
    regulation = law.determine(by[Rounding.REGULATION], required)
    sheet = law.determine(by[Rounding.SHEET], required)
    differ = regulation.verdict is not sheet.verdict
    return Comparison(regulation, sheet, differ, _sentence(regulation, sheet, differ))


def projection_report(
    law: Law, count: SampleCount, required: int, rounding: Rounding | None = None
) -> dict[str, Any]:
    """The object `fullcount law project --json` prints.

    Numbers are int where whole and Decimal otherwise (print Decimals as JSON numbers, digits as they
    are); lower_line and upper_line are None where no band applies. Steps: label, formula, result, cite.
    """
    projection = law.project(count, rounding)
    determination = law.determine(projection, required)
    comparison = compare_roundings(law, count, required)
    return {
        "law": law.id,
        "filed": law.filed.isoformat(),
        "required": required,
        "raw": count.raw,
        "sample": count.sample,
        "valid": count.valid,
        "duplicates": count.duplicates,
        "rounding": projection.rounding.value,
        **_figures(projection),
        "lower_line": _line(determination.lower_line),
        "upper_line": _line(determination.upper_line),
        "determination": determination.verdict.value,
        "equality": determination.equality,
        "roundings_differ": comparison.differ,
        "roundings": comparison.sentence,
        "steps": [step_row(step) for step in (*projection.steps, *determination.steps)],
    }


def step_row(step: Step) -> dict[str, str]:
    """A step as plain texts."""
    return {"label": step.label, "formula": step.formula, "result": step.result, "cite": step.cite}


def describe(law: Law) -> tuple[ValueRow, ...]:
    """Every value of the law of that day, section by section."""
    return tuple(_row(entry) for section in SECTIONS for entry in law.book[section].values())


def _figures(projection: Projection) -> dict[str, int | Decimal]:
    names = (
        *("percent_valid", "uncorrected", "value_of_each_signature"),
        *("duplicate_weight", "estimated_duplicates", "projected"),
    )
    return {name: integral(getattr(projection, name)) for name in names}


def _line(line: Decimal | None) -> int | Decimal | None:
    return None if line is None else integral(line)


def _sentence(regulation: Determination, sheet: Determination, differ: bool) -> str:  # noqa: FBT001 - private
    if not differ:
        return f"Both roundings lead to the same determination: {WORDS[regulation.verdict]}."
    return (
        "The two roundings lead to different determinations: by the regulation "
        f"{shown(regulation.number)}, {WORDS[regulation.verdict]}; by the unrounded sheet "
        f"{shown(Fraction(sheet.number))}, {WORDS[sheet.verdict]}."
    )


def _row(entry: Entry) -> ValueRow:
    return ValueRow(
        section=entry.section,
        name=entry.name,
        says=entry.says,
        value=value_text(entry),
        since=entry.since,
        cite=entry.cite,
        status=entry.status.value,
        note=entry.note,
        source=entry.source,
    )


def value_text(entry: Entry) -> str:
    """A value as words: `30 business days`, `90%`, `under 1,000: 30%; 100,000 and over: 10%`."""
    if entry.unit == "table":
        return "; ".join(_row_text(row) for row in entry.rows())
    if entry.unit == "names":
        return ", ".join(entry.names())
    if entry.unit == "percent":
        return percent(entry.decimal())
    if entry.unit in ("choice", "text"):
        return entry.text()
    return f"{entry.whole():,} {entry.unit}"


def _row_text(row: Row) -> str:
    where = _where(row)
    if "percent" in row:
        return f"{where}: {row['percent']}%"
    if "days" in row:
        return f"{where}: {row['days']} days"
    if "share" in row:
        return f"{where}: {_share_text(row)}"
    return f"{where}: exactly {row['count']}" if "count" in row else f"{where}: all"


def _where(row: Row) -> str:
    if "below" in row:
        return f"under {row['below']:,}"
    return f"up to {row['up_to']:,}" if "up_to" in row else "beyond"


def _share_text(row: Row) -> str:
    least = f", at least {row['at_least']:,}" if "at_least" in row else ""
    return f"{percent(exactly(Fraction(row['share']) * 100))} rounded up{least}"
