"""Ranges of lines cover every line once, and what is made of them does not depend on how many there are."""

from pathlib import Path

import pytest
from tests.unit.linkage.conftest import BACKGROUND

from fullcount.linkage import link, ranges, search, settle


@pytest.mark.parametrize("count", [0, 1, 49_999, 50_000, 100_000, 100_001, 10_000_000])
def test_ranges_cover_every_row_once(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranges.os, "cpu_count", lambda: 3)
    found = ranges.ranges(count)
    assert [row for piece in found for row in (piece.start, piece.stop)][::2] == [
        0,
        *(r.stop for r in found[:-1]),
    ]
    assert found[-1].stop == count
    assert len(found) <= 3


def test_the_number_of_ranges_changes_nothing(
    county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = tmp_path / "lines.csv"
    rows = [f"{n},{first},{last},{place}" for n, (_, first, _, last, _, place, *_) in enumerate(BACKGROUND)]
    rows += ["x,OCTAVIO,BELMONTE,77 CANYON DR", "y,OCTAVIO,BELMONTE,77 CANYON DR", "z,NOBODY,ATALL,1 NOWHERE"]
    lines.write_text("line,first,last,address\n" + "\n".join(rows) + "\n")
    whole = list(link(lines, county, tmp_path / "whole").candidates())
    for module in (search, settle):
        monkeypatch.setattr(
            module, "ranges", lambda count: [range(at, min(at + 7, count)) for at in range(0, count, 7)]
        )
    apart = list(link(lines, county, tmp_path / "apart").candidates())
    assert apart == whole
    assert len(whole) > len(rows)
