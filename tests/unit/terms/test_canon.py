"""The canonical encoding against the rfc8785 package, and what it refuses."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from fullcount.terms import Fault, Rounding, canonical, plain

scalars = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text()
values = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


@given(values)
def test_it_is_rfc_8785(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


def test_keys_are_in_the_order_of_utf_16() -> None:
    # RFC 8785 section 3.2.3: by code point the emoji would come after the last key.
    value = {"€": 1, "\r": 2, "\ufb33": 3, "1": 4, "😀": 5, "\x80": 6, "ö": 7}
    assert list(plain(value).values()) == [2, 4, 6, 7, 1, 5, 3]
    assert canonical(value) == rfc8785.dumps(value)


@dataclass(frozen=True)
class Sum:
    total: Decimal
    on: date
    rounding: Rounding
    parts: tuple[int, ...]


def test_terms_become_plain_values() -> None:
    value = Sum(Decimal("2149.6190"), date(2022, 7, 6), Rounding.SHEET, (1, 2))
    expected = b'{"on":"2022-07-06","parts":[1,2],"rounding":"sheet","total":"2149.6190"}'
    assert canonical(value) == expected


def test_a_decimal_has_no_exponent() -> None:
    assert canonical(Decimal("1E+3")) == b'"1000"'


@pytest.mark.parametrize(
    "value",
    [0.5, 1.0, float("nan"), 2**53, -(2**53), "\ud800", {"\ud800": 1}, {1: 2}, object(), {1, 2}, b"x"],
)
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(Fault):
        canonical([value])
