"""From a number of valid signatures to insufficient, full count or sufficient.

Comparisons are exact: the projected number times 100 with the required number times the band. The
lower and the upper line both belong to the full count.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from fullcount.law.entry import Entry
from fullcount.law.numbers import carried, exactly, percent, shown, up
from fullcount.terms import BadInput, Determination, Step, Verdict

Values = Mapping[str, Entry]
WORDS = {
    Verdict.INSUFFICIENT: "insufficient",
    Verdict.FULL_COUNT: "full count",
    Verdict.SUFFICIENT: "sufficient",
}


def check_required(required: object) -> None:
    """Raise BadInput unless the required number is a whole number of at least 1."""
    if isinstance(required, bool) or not isinstance(required, int) or required < 1:
        raise BadInput(f"The required number is {required!r}; it must be a whole number of at least 1.")


def decide(number: Fraction, required: int, raw: int | None, values: Values) -> Determination:
    """The determination on a projected number.

    raw: the raw count where known; below the required number no count can make the petition
    sufficient, whatever the band says.
    """
    check_required(required)
    if "insufficient_below" not in values:
        return _against(number, required, values)
    below, above = values["insufficient_below"], values["sufficient_above"]
    lower = Fraction(below.decimal()) * required / 100
    upper = Fraction(above.decimal()) * required / 100
    steps = [_line("Lower line", required, below, lower), _line("Upper line", required, above, upper)]
    if raw is not None and raw < required:
        verdict = Verdict.INSUFFICIENT
        steps.append(_short(raw, required, values))
    else:
        verdict = _band(number, lower, upper)
        steps.append(_comparison(number, lower, upper, values))
    return Determination(
        verdict, required, carried(number), exactly(lower), exactly(upper), equality=False, steps=tuple(steps)
    )


def decide_full(valid: int, required: int, values: Values) -> Determination:
    """The determination on a full count of valid signatures; equality by the rule `at_equality`."""
    check_required(required)
    if isinstance(valid, bool) or not isinstance(valid, int) or valid < 0:
        raise BadInput(f"valid is {valid!r}; it must be a whole number, 0 or more.")
    return _against(Fraction(valid), required, values)


def sample_lines(raw: int, sample: int, required: int, values: Values) -> tuple[int, int]:
    """Smallest sample counts that by simple proportion reach the full count, and sufficiency."""
    check_required(required)
    if not 0 < sample <= raw:
        raise BadInput(f"The sample ({sample:,}) must be between 1 and the raw count ({raw:,}).")
    if "insufficient_below" not in values:
        raise BadInput("This law has no band, so a sample has no thresholds.")
    share = Fraction(required * sample, raw) / 100
    lower = share * Fraction(values["insufficient_below"].decimal())
    upper = share * Fraction(values["sufficient_above"].decimal())
    return up(lower), math.floor(upper) + 1


def _band(number: Fraction, lower: Fraction, upper: Fraction) -> Verdict:
    if number < lower:
        return Verdict.INSUFFICIENT
    return Verdict.SUFFICIENT if number > upper else Verdict.FULL_COUNT


def _line(label: str, required: int, band: Entry, line: Fraction) -> Step:
    formula = f"{required:,} × {percent(band.decimal())}"
    return Step(label, formula, shown(exactly(line)), band.cite)


def _comparison(number: Fraction, lower: Fraction, upper: Fraction, values: Values) -> Step:
    verdict = _band(number, lower, upper)
    low, high, ours = shown(exactly(lower)), shown(exactly(upper)), shown(number)
    words, name = {
        Verdict.INSUFFICIENT: (f"{ours} is less than {low}", "insufficient_below"),
        Verdict.FULL_COUNT: (f"{ours} lies between {low} and {high}, both included", "full_count"),
        Verdict.SUFFICIENT: (f"{ours} is more than {high}", "sufficient_above"),
    }[verdict]
    return Step("Determination", words, WORDS[verdict], values[name].cite)


def _short(raw: int, required: int, values: Values) -> Step:
    words = f"the raw count {raw:,} is below the required number {required:,}: no count can reach it"
    return Step("Determination", words, WORDS[Verdict.INSUFFICIENT], values["prima_facie"].cite)


def _against(number: Fraction, required: int, values: Values) -> Determination:
    rule, gap = values["at_equality"], number - required
    equal = gap == 0
    verdict = Verdict(rule.text()) if equal else _sign(gap)
    steps = [Step("Determination", _words(number, required), WORDS[verdict], rule.cite)]
    if equal:
        steps.append(Step("Exactly the required number", rule.doubt or rule.note, WORDS[verdict], rule.cite))
    return Determination(verdict, required, carried(number), None, None, equality=equal, steps=tuple(steps))


def _sign(gap: Fraction) -> Verdict:
    return Verdict.SUFFICIENT if gap > 0 else Verdict.INSUFFICIENT


def _words(number: Fraction, required: int) -> str:
    gap = number - required
    if gap == 0:
        return f"{shown(number)} valid is exactly the required number {required:,}"
    side = "more" if gap > 0 else "less"
    return f"{shown(number)} valid is {side} than the required number {required:,}, by {shown(abs(gap))}"


def integral(number: Decimal) -> int | Decimal:
    """An int where the Decimal is whole, else the Decimal: how figures are printed as JSON numbers."""
    return int(number) if number == number.to_integral_value() else number
