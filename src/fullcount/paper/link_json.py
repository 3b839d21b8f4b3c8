"""The link report as JSON: the same figures as on the page, canonical (RFC 8785), shares as decimal texts."""

from __future__ import annotations

import hashlib
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Final

from fullcount.estimates import MILLION, Bin, Calibration, merged
from fullcount.paper.link_figures import ByReading, Judgement, LinkedInput, LinkFigures
from fullcount.terms import canonical, plain

FORMAT: Final = "fullcount link report v1"
_SIX: Final = Decimal("0.000001")


def link_report_json(figures: LinkFigures) -> bytes:
    """The report as canonical JSON and a line end; its keys: docs/look-up/link-report.md."""
    return canonical(_report(figures)) + b"\n"


def link_report_digest(figures: LinkFigures) -> str:
    """SHA-256 (hex) of the JSON report; it stands at the foot of every page of the PDF."""
    return hashlib.sha256(link_report_json(figures)).hexdigest()


def _report(figures: LinkFigures) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "title": figures.title,
        "made": figures.made,
        "lines": _input(figures.lines),
        "roll": {**_input(figures.roll), "as_of": figures.roll_as_of, "sealed": figures.roll_is_sealed},
        "weights": {"name": figures.weights.name, "sha256": figures.weights.sha256},
        "filed": figures.filed,
        "circulated_from": figures.circulated_from,
        "versions": dict(figures.versions),
        "candidates": figures.candidates,
        "readings": {str(reading): count for reading, count in figures.readings},
        "outcomes": plain(figures.outcomes),
        "proposed": {
            str(reading): [
                {"low": share(each.low), "high": share(each.high), "lines": each.count} for each in one.bins
            ]
            for reading, one in figures.proposed
        },
        "duplicates": [
            {
                "of": "a voter" if row.of_voter else "nobody found",
                "low": share(row.low),
                "high": share(row.high),
                "groups": row.groups,
                "lines": row.lines,
            }
            for row in figures.copies
        ],
        "searches": [plain(row) for row in figures.searches],
        "steps": [plain(step) for step in figures.steps],
        "calibration": _judgement(figures.judgement),
        "reference": _judgement(figures.reference),
    }


def share(amount: int | Fraction | Decimal) -> Decimal:
    """A share 0 to 1 with six decimals, rounded half up; a whole number is one of millionths."""
    exact = Fraction(amount, MILLION) if isinstance(amount, int) else Fraction(amount)
    return (Decimal(exact.numerator) / exact.denominator).quantize(_SIX, ROUND_HALF_UP)


def _input(given: LinkedInput) -> dict[str, Any]:
    return {"name": given.name, "count": given.count, "sha256": given.sha256}


def _judgement(found: Judgement | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "source": found.source,
        "basis": found.basis,
        "note": found.note,
        "told": found.told,
        "untold": found.untold,
        "unknown": found.unknown,
        "silent": found.silent,
        "ranks": list(found.ranks),
        "missed": found.missed,
        "all": _calibration(found.whole),
        "by_reading": _by_reading(found.by_reading),
    }


def _by_reading(parts: ByReading) -> dict[str, Any]:
    return {str(reading): _calibration(one) for reading, one in parts}


def _calibration(found: Calibration) -> dict[str, Any]:
    tenths = merged([found])
    brier = tenths.brier
    return {
        "judged": found.count,
        "right": found.whole.right,
        "expected_calibration_error": share(tenths.error),
        "error_by_chance": share(tenths.error_by_chance),
        "brier": {
            name: share(getattr(brier, name))
            for name in ("score", "reliability", "resolution", "uncertainty", "within")
        },
        "bins": [_bin(each) for each in found.bins],
    }


def _bin(each: Bin) -> dict[str, Any]:
    low, high = each.limits
    return {
        "low": share(each.low),
        "high": share(each.high),
        "judged": each.count,
        "right": each.sums.right,
        "mean": share(each.mean) if each.count else None,
        "share": share(each.share) if each.count else None,
        "share_low": share(low) if each.count else None,
        "share_high": share(high) if each.count else None,
    }
