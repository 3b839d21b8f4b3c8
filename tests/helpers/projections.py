"""Made-up projections, and a Hypothesis strategy for them."""

from decimal import Decimal

from hypothesis import strategies as st

from fullcount.terms import Projection, Rounding


def projection_of(raw: int, sample: int, valid: int, duplicates: int) -> Projection:
    factor = Decimal(raw) / sample
    projected = factor * valid - factor * (factor - 1) * duplicates
    return Projection(
        raw=raw,
        sample=sample,
        valid=valid,
        duplicates=duplicates,
        rounding=Rounding.SHEET,
        percent_valid=Decimal(100 * valid) / sample,
        uncorrected=factor * valid,
        value_of_each_signature=factor,
        duplicate_weight=factor * (factor - 1),
        estimated_duplicates=factor * (factor - 1) * duplicates,
        projected=projected,
        steps=(),
    )


@st.composite
def projections(draw: st.DrawFn) -> Projection:
    sample = draw(st.integers(100, 5_000))
    raw = draw(st.integers(sample, sample * 40))
    valid = draw(st.integers(sample // 2, sample))
    return projection_of(raw, sample, valid, draw(st.integers(0, sample // 200)))
