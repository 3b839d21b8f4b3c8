"""Layouts: from TOML, from options, and what is wrong with one."""

import pytest

from fullcount.roll import Options, generic_layout, layout, layouts
from fullcount.terms import BadInput, NotFound

GOOD = """
delimiter = ";"
required = ["last_name"]
row_ids = true
[columns]
last_name = "Name"
residence_address = ["No", "Street"]
[status]
canceled = ["X"]
"""


def test_our_own_layout_is_shipped():
    made = layout("fullcount")
    assert "fullcount" in layouts()
    assert made.columns["voter_id"] == ("voter_id",)
    assert made.status["cancelled"] == "canceled"


def test_a_layout_is_a_toml_file(tmp_path):
    path = tmp_path / "county.toml"
    path.write_text(GOOD)
    made = layout(path)
    assert (made.name, made.delimiter, made.row_ids) == ("county", ";", True)
    assert made.columns["residence_address"] == ("No", "Street")
    assert made.status == {"x": "canceled"}


def test_a_layout_that_is_not_there():
    with pytest.raises(NotFound, match="fullcount"):
        layout("nowhere")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("delimiter", "delimeter"), "no key delimeter"),
        (("last_name = ", "surname = "), "no field surname"),
        (("row_ids = true", ""), "no column for voter_id"),
        (('";"', '";;"'), "one character"),
        (("canceled", "gone"), "gone is no status"),
        (('"Name"', "true"), "position"),
        (('["X"]', '"X"'), "list of texts"),
        (("[columns]", "columns"), "not a TOML"),
        (("required", 'encoding = "utf-99"\nrequired'), "no encoding utf-99"),
        (("required", 'dates = ["%m/%d"]\nrequired'), "%Y"),
        (('"Name"', "0"), "counted from 1"),
    ],
)
def test_a_layout_with_a_fault_says_which(tmp_path, change, says):
    path = tmp_path / "county.toml"
    path.write_text(GOOD.replace(*change))
    with pytest.raises(BadInput, match=says):
        layout(path)


def test_a_layout_from_options():
    said = Options(
        delimiter="\t", encoding="latin-1", dates=("%d.%m.%Y",), status={"ZZ": "canceled"}, inside=("Oxbow",)
    )
    columns = {"last_name": "Last", "residence_address": "No+Street", "jurisdiction": "City"}
    made = generic_layout(columns, said)
    assert made.row_ids
    assert made.columns["residence_address"] == ("No", "Street")
    assert made.dates == ("%d.%m.%Y", "%Y-%m-%d")
    assert made.status["zz"] == "canceled"
    assert (made.jurisdiction["oxbow"], made.jurisdiction["*"]) == ("in", "out")


def test_without_a_header_columns_are_positions():
    made = generic_layout({"last_name": "2", "first_name": "1"}, Options(header=False))
    assert made.columns == {"last_name": (2,), "first_name": (1,)}
