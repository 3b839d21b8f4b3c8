"""Numbers on the command line: taken as people write them, and refused where no count could be meant."""

from decimal import Decimal

import pytest

from fullcount.cli.options import read_decimal
from fullcount.terms import BadInput


@pytest.mark.parametrize("text", ["1e400000", "9" * 50, "1e-400000", "nan", "inf", "x"])
def test_a_number_out_of_all_measure_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_decimal(text)


@pytest.mark.parametrize(("text", "number"), [("715,833", "715833"), ("0", "0"), ("15027.04", "15027.04")])
def test_a_number_as_people_write_it(text: str, number: str) -> None:
    assert read_decimal(text) == Decimal(number)
