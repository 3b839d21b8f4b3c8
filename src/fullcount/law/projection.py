"""From a sample to the whole petition: 2 CCR 20530-20532, and the unrounded sheet beside it.

regulation: the percentage of valid signatures to two decimals, times the raw count, up; the value of a
signature to four decimals; the weight of a duplicate to four decimals; the duplicates in all, up.
sheet: V = raw x valid / n, A = raw / n, B = A x (A - 1), C = B x duplicates, projected V - C, none rounded.
Where every signature was examined nothing is projected: the count stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from fullcount.law.entry import Entry
from fullcount.law.numbers import carried, half_up, percent, shown, up
from fullcount.terms import BadInput, Projection, Rounding, Step

Values = Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class SampleCount:
    """What examining the sample gave.

    raw: signatures filed. sample: signatures drawn. valid: found valid, the extra copies of a duplicate
    not among them. duplicates: the extra copies found in the sample. BadInput where these cannot be.
    """

    raw: int
    sample: int
    valid: int
    duplicates: int = 0

    def __post_init__(self) -> None:
        for name in ("raw", "sample", "valid", "duplicates"):
            _check_whole(name, getattr(self, name))
        problem = self._problem()
        if problem:
            raise BadInput(problem, do="Check the figures of the sample.")

    def _problem(self) -> str:
        if self.sample < 1:
            return "The sample holds no signature."
        if self.sample > self.raw:
            return f"The sample ({self.sample:,}) is larger than the raw count ({self.raw:,})."
        if self.valid > self.sample:
            return f"More signatures are valid ({self.valid:,}) than were sampled ({self.sample:,})."
        if self.duplicates > self.sample:
            return f"More duplicates are found ({self.duplicates:,}) than were sampled ({self.sample:,})."
        if self.valid + self.duplicates > self.sample:
            return (
                f"Valid ({self.valid:,}) and duplicates ({self.duplicates:,}) are more than were sampled "
                f"({self.sample:,}): an extra copy of a duplicate must not be counted as valid."
            )
        return ""

    @property
    def everything(self) -> bool:
        """Whether every signature filed was examined."""
        return self.sample == self.raw


def project(count: SampleCount, values: Values, rounding: Rounding) -> Projection:
    """The projection of a sample under one rounding, with each step as a court would want it."""
    if count.everything:
        return _counted(count, values, rounding)
    if rounding is Rounding.REGULATION:
        return _by_regulation(count, values)
    return _by_sheet(count, values)


def exact_number(projection: Projection) -> Fraction:
    """The projected number without any rounding the method does not ask for; decisions compare this."""
    if projection.rounding is Rounding.REGULATION or projection.sample == projection.raw:
        return Fraction(projection.projected)
    raw, sample = projection.raw, projection.sample
    value = Fraction(raw, sample)
    return value * projection.valid - value * (value - 1) * projection.duplicates


def _check_whole(name: str, number: object) -> None:
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        raise BadInput(f"{name} is {number!r}; it must be a whole number, 0 or more.")


def _by_regulation(count: SampleCount, values: Values) -> Projection:
    share = half_up(Fraction(100 * count.valid, count.sample), values["percent_valid"].whole())
    product = Fraction(share) * count.raw / 100
    value = half_up(Fraction(count.raw, count.sample), values["value_of_each_signature"].whole())
    exact_value = Fraction(value)
    weight = half_up(exact_value * (exact_value - 1), values["duplicate_weight"].whole())
    lost = Fraction(weight) * count.duplicates
    total = up(product) - up(lost)
    steps = (
        _percent_step(count, values, percent(share)),
        _step(
            "Uncorrected valid signatures",
            f"{count.raw:,} × {percent(share)} = {shown(product)}, rounded up",
            f"{up(product):,}",
            values["uncorrected"],
        ),
        _value_step(count, values, shown(value)),
        _step(
            "Weight of one duplicate",
            f"{shown(value)} × ({shown(value)} − 1.0000) = {shown(value)} × {shown(value - 1)}",
            shown(weight),
            values["duplicate_weight"],
        ),
        _step(
            "Estimated duplicates in the petition",
            f"{shown(weight)} × {count.duplicates:,} = {shown(weight * count.duplicates)}, rounded up",
            f"{up(lost):,}",
            values["estimated_duplicates"],
        ),
        _step(
            "Projected valid signatures", f"{up(product):,} − {up(lost):,}", f"{total:,}", values["projected"]
        ),
    )
    figures = (share, Decimal(up(product)), value, weight, Decimal(up(lost)), Decimal(total))
    return _projection(count, Rounding.REGULATION, figures, steps)


def _by_sheet(count: SampleCount, values: Values) -> Projection:
    share = Fraction(100 * count.valid, count.sample)
    value = Fraction(count.raw, count.sample)
    valid, weight = value * count.valid, value * (value - 1)
    lost = weight * count.duplicates
    sheet = values["sheet"]
    steps = (
        _step(
            "V, uncorrected valid signatures",
            f"{count.raw:,} × {count.valid:,} ÷ {count.sample:,}",
            shown(valid),
            sheet,
        ),
        _step("A, value of each signature", f"{count.raw:,} ÷ {count.sample:,}", shown(value), sheet),
        _step(
            "B, weight of one duplicate",
            f"A × (A − 1) = {shown(value)} × {shown(value - 1)}",
            shown(weight),
            sheet,
        ),
        _step("C, estimated duplicates in the petition", f"B × {count.duplicates:,}", shown(lost), sheet),
        _step(
            "Projected valid signatures",
            f"V − C = {shown(valid)} − {shown(lost)}; nothing is rounded, four decimals are shown",
            shown(valid - lost),
            sheet,
        ),
    )
    figures = tuple(carried(number) for number in (share, valid, value, weight, lost, valid - lost))
    return _projection(count, Rounding.SHEET, figures, steps)


def _counted(count: SampleCount, values: Values, rounding: Rounding) -> Projection:
    share = Fraction(100 * count.valid, count.sample)
    decimals = values["percent_valid"].whole()
    cut = half_up(share, decimals) if rounding is Rounding.REGULATION else carried(share)
    steps = (
        _percent_step(count, values, percent(half_up(share, decimals))),
        Step(
            "Valid signatures",
            f"all {count.raw:,} signatures were examined; nothing is projected",
            f"{count.valid:,}",
            values["sample_table"].cite,
        ),
    )
    figures = (cut, Decimal(count.valid), Decimal(1), Decimal(0), Decimal(0), Decimal(count.valid))
    return _projection(count, rounding, figures, steps)


def _projection(
    count: SampleCount, rounding: Rounding, figures: tuple[Decimal, ...], steps: tuple[Step, ...]
) -> Projection:
    share, valid, value, weight, lost, total = figures
    return Projection(
        raw=count.raw,
        sample=count.sample,
        valid=count.valid,
        duplicates=count.duplicates,
        rounding=rounding,
        percent_valid=share,
        uncorrected=valid,
        value_of_each_signature=value,
        duplicate_weight=weight,
        estimated_duplicates=lost,
        projected=total,
        steps=steps,
    )


def _percent_step(count: SampleCount, values: Values, result: str) -> Step:
    formula = f"{count.valid:,} ÷ {count.sample:,}"
    return _step("Percent valid in the sample", formula, result, values["percent_valid"])


def _value_step(count: SampleCount, values: Values, result: str) -> Step:
    formula = f"{count.raw:,} ÷ {count.sample:,}"
    return _step("Value of each signature", formula, result, values["value_of_each_signature"])


def _step(label: str, formula: str, result: str, entry: Entry) -> Step:
    return Step(label, formula, result, entry.cite)
