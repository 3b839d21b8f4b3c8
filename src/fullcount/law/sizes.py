"""The numbers asked before anybody looks at a signature: required, prima facie, sample size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from fullcount.law.decision import check_required
from fullcount.law.entry import Entry, Row
from fullcount.law.numbers import exactly, percent, plural, shown, up
from fullcount.terms import BadInput, Fault, Step

Values = Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class Required:
    """The required number of signatures, and the percentage of the registration it is."""

    number: int
    percent: Decimal
    steps: tuple[Step, ...]
    cite: str


@dataclass(frozen=True, slots=True)
class PrimaFacie:
    """Whether the raw count is enough to go on."""

    met: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class SampleSize:
    """How many signatures are examined first; everything: they are all there are."""

    size: int
    everything: bool
    steps: tuple[Step, ...]


def required_number(registered: int, entry: Entry) -> Required:
    """The percentage of the registered voters the table gives, rounded up."""
    _check_count("The number of registered voters", registered)
    share = _decimal(row_of(entry.rows(), "below", registered)["percent"])
    product = Fraction(share) * registered / 100
    number = up(product)
    rounded = "" if product == number else f" = {shown(product)}, rounded up"
    step = Step(
        "Required number",
        f"{plural(registered, 'registered voter')} × {percent(share)}{rounded}",
        f"{number:,}",
        entry.cite,
    )
    return Required(number, share, (step, *doubts(entry)), entry.cite)


def prima_facie(raw: int, required: int, entry: Entry) -> PrimaFacie:
    """Whether the raw count reaches the required number, where the law asks that."""
    _check_count("The raw count", raw, least=0)
    check_required(required)
    if entry.text() == "none":
        step = Step(
            "Prima facie", f"{plural(raw, 'signature')} filed; none are required first", "met", entry.cite
        )
        return PrimaFacie(True, (step,))
    met = raw >= required
    words = "reaches" if met else "is below"
    step = Step(
        "Prima facie",
        f"the raw count {raw:,} {words} the required number {required:,}",
        "met" if met else "not met",
        entry.cite,
    )
    return PrimaFacie(met, (step, *doubts(entry)))


def sample_size(raw: int, entry: Entry) -> SampleSize:
    """How many signatures are examined first; a share is rounded up, so never falls short."""
    _check_count("The raw count", raw)
    size, words = _size(raw, row_of(entry.rows(), "up_to", raw))
    step = Step("Sample size", words, f"{size:,}", entry.cite)
    return SampleSize(size, size == raw, (step, *doubts(entry)))


def row_of(rows: tuple[Row, ...], limit: str, number: int) -> Row:
    """The row a number falls in; `below` excludes its limit, `up_to` includes it."""
    for row in rows:
        top = row.get(limit)
        if not isinstance(top, int) or number < top + (limit == "up_to"):
            return row
    raise Fault("A table of the rulebook has no open row.")


def doubts(entry: Entry) -> tuple[Step, ...]:
    """A step that says the doubt, where the value is doubtful or from memory."""
    return (Step("In doubt", entry.doubt, "", entry.cite),) if entry.doubt else ()


def _size(raw: int, row: Row) -> tuple[int, str]:
    if row["take"] == "all":
        return raw, f"{plural(raw, 'signature')}: every one is examined"
    if row["take"] == "exactly":
        count = min(_whole(row["count"]), raw)
        return count, f"{plural(raw, 'signature')}: exactly {count:,} are examined"
    return _share(raw, row)


def _share(raw: int, row: Row) -> tuple[int, str]:
    share = Fraction(_decimal(row["share"]))
    least = _whole(row.get("at_least", 1))
    product = share * raw
    size = min(raw, max(up(product), least))
    words = f"{raw:,} × {percent(exactly(share * 100))} = {shown(product)}"
    words += "" if product.denominator == 1 else ", rounded up"
    return size, words + (f"; at least {least:,}" if least > up(product) else "")


def _whole(number: object) -> int:
    if not isinstance(number, int):
        raise Fault("A table of the rulebook holds something else where a whole number belongs.")
    return number


def _decimal(number: object) -> Decimal:
    if not isinstance(number, Decimal):
        raise Fault("A table of the rulebook holds something else where a percentage belongs.")
    return number


def _check_count(what: str, number: object, least: int = 1) -> None:
    if isinstance(number, bool) or not isinstance(number, int) or number < least:
        raise BadInput(f"{what} is {number!r}; it must be a whole number of at least {least}.")
