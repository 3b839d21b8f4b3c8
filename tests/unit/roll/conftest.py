"""Small made-up voter files for the tests of the room roll."""

import csv
import io
from datetime import date

import pytest

from fullcount.roll import FIELDS, import_roll, layout, open_roll

PEOPLE = """
V1|Maria|Elena|de la Cruz||1970-02-03|12 N Elm St|Apt 4|Oxbow|90001|active|2001-01-01|
V2|William||Garcia-Lopez|Jr|1960-01-01|1200 1st Avenue||Oxbow|90001|active||in
V3|Jose|A|Garcia|||12 North Elm Street Apt 5||Oxbow|90001|inactive||
V4|José||García||1988-08-08|77 Sycamore Ln||Oxbow|90002|canceled||
V5|Joan||Smyth|||PO Box 9||Oxbow|90002|pending||out
V6|John||Smith|||1201 1st Ave||Oxbow|90002|active||
V7|Smith||John|||3 Sycamore Ln||Oxbow|90002|active||
"""
ROWS = [line.split("|") for line in PEOPLE.split("\n") if line]


class Files:
    """Writes voter files and imports them."""

    rows = ROWS
    as_of = date(2024, 3, 5)

    def __init__(self, folder):
        self.folder = folder

    def text(self, rows=ROWS, header=FIELDS, delimiter=","):
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(
            [header, *rows] if header else rows
        )
        return out.getvalue()

    def seal(self, content=None, layout_=None, into="roll"):
        source = self.folder / "voters.csv"
        data = self.text() if content is None else content
        source.write_bytes(data if isinstance(data, bytes) else data.encode())
        return import_roll(source, self.folder / into, layout_ or layout("fullcount"), self.as_of)

    def open(self, into="roll"):
        return open_roll(self.folder / into)

    def rejects(self, into="roll"):
        return list(csv.reader((self.folder / into / "rejects.csv").read_text().splitlines()))[1:]


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path)


@pytest.fixture(scope="module")
def roll(tmp_path_factory):
    made = Files(tmp_path_factory.mktemp("sealed"))
    made.seal()
    with made.open() as opened:
        yield opened
