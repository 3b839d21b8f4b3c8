"""What is computed and certified: draw, steps, projection, determination, certificate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Rounding(StrEnum):
    """Which of two published ways the projection's intermediate numbers are rounded."""

    REGULATION = "regulation"
    SHEET = "sheet"


class Verdict(StrEnum):
    """What a determination says."""

    INSUFFICIENT = "insufficient"
    FULL_COUNT = "full-count"
    SUFFICIENT = "sufficient"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of arithmetic as a court would want it: label, formula with numbers, result, citation."""

    label: str
    formula: str
    result: str
    cite: str = ""


@dataclass(frozen=True, slots=True)
class Draw:
    """A public draw: the sample's line ids in ticket order."""

    seed: str
    size: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Projection:
    """The statute's projection of a sample. Decimals are exact to the rounding stated."""

    raw: int
    sample: int
    valid: int
    duplicates: int
    rounding: Rounding
    percent_valid: Decimal
    uncorrected: Decimal
    value_of_each_signature: Decimal
    duplicate_weight: Decimal
    estimated_duplicates: Decimal
    projected: Decimal
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Determination:
    """A verdict with the numbers it compares and the words that explain it.

    lower_line, upper_line: the bands in signatures; None for a full count.
    """

    verdict: Verdict
    required: int
    number: Decimal
    lower_line: Decimal | None
    upper_line: Decimal | None
    equality: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    """The certified result; later ones amend (amends: number of the certificate it amends, or 0)."""

    number: int
    amends: int
    petition: str
    title: str
    officer: str
    office: str
    jurisdiction: str
    law: str
    rule_set: str
    filed: date
    certified: date
    required: int
    raw: int
    sample: int
    sample_valid: int
    sample_duplicates: int
    projected: Decimal | None
    method: str
    valid: int
    disqualified: int
    by_reason: tuple[tuple[str, str, int], ...]
    verdict: Verdict
    ledger_size: int
    ledger_root: str
