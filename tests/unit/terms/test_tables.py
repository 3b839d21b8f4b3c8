"""What people hand in: each bad file gets its own clear error, with the row, and no value of it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullcount.terms import BadInput, NotFound, check_text, open_table, read_table
from fullcount.terms import tables as tables_module

WANTED = ["line", "name"]


def rows_of(path: Path, **options: str) -> list[tuple[int, tuple[str, ...]]]:
    return list(read_table(open_table(path, WANTED, **options), [*WANTED, "zip"]))


def write(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "lines.csv"
    path.write_bytes(content)
    return path


def test_a_good_file_gives_its_rows_with_their_numbers_and_empty_for_an_absent_column(tmp_path: Path) -> None:
    path = write(tmp_path, b'\xef\xbb\xbfLine, Name\r\n1,"Ann, Bee"\r\n\r\n2,\r\n')
    assert rows_of(path) == [(2, ("1", "Ann, Bee", "")), (4, ("2", "", ""))]


BAD = {
    "empty": (b"", None, "empty"),
    "binary": (b"line,name\n1,\0", 2, "NUL"),
    "another delimiter": (b"line;name\n1;a\n", 1, "';'"),
    "missing column": (b"line,title\n1,a\n", 1, "no column name"),
    "column twice": (b"line,name,name\n1,a,a\n", 1, "twice"),
    "latin-1": ("line,name\n1,a\n2,Jos\u00e9\n".encode("latin-1"), 3, "UTF-8"),
    "latin-1 at the very end": ("line,name\n1,Jos\u00e9".encode("latin-1"), 2, "UTF-8"),
    "a very long line": (b"line,name\n1,a\n2," + b"x" * (1 << 23) + b"\n3,b\n", 3, "1 MiB"),
    "a very long last line": (b"line,name\n1," + b"x" * (1 << 23), 2, "1 MiB"),
    "row too short": (b"line,name\n1,a\n2\n", 3, "1 values"),
    "row too long": (b"line,name\n1,a,b\n", 2, "3 values"),
    "header again": (b"line,name\n1,a\nline,name\n", 3, "second time"),
    "quotes do not pair": (b'line,name\n1,"a\n', 2, "quotes"),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_is_refused_with_its_row_and_without_its_values(tmp_path: Path, kind: str) -> None:
    content, row, words = BAD[kind]
    path = write(tmp_path, content)
    with pytest.raises(BadInput) as caught:
        rows_of(path)
    assert words in str(caught.value)
    assert caught.value.row == row
    assert "Jos" not in str(caught.value)
    assert caught.value.do


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        check_text(tmp_path / "nothing.csv")
    with pytest.raises(BadInput, match="folder"):
        check_text(tmp_path)


def test_an_encoding_nobody_knows_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no encoding"):
        check_text(write(tmp_path, b"a"), "klingon")


def test_latin_1_reads_when_it_is_said(tmp_path: Path) -> None:
    path = write(tmp_path, "line,name\n1,Jos\u00e9\n".encode("latin-1"))
    assert rows_of(path, encoding="latin-1") == [(2, ("1", "Jos\u00e9", ""))]


@given(st.lists(st.integers(0, 40), max_size=30), st.integers(1, 30), st.integers(4, 20))
def test_the_sweep_finds_the_first_line_too_long_wherever_the_chunks_end(
    lengths: list[int], chunk: int, longest: int
) -> None:
    content = b"\n".join(b"x" * n for n in lengths)
    too_long = next((i for i, n in enumerate(lengths, 1) if n > longest), None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables_module, "LONGEST_LINE", longest)
        sweep = tables_module._Sweep(Path("lines.csv"), "utf-8")
        assert _first_refused(sweep, content, chunk) == too_long


def _first_refused(sweep: tables_module._Sweep, content: bytes, chunk: int) -> int | None:
    try:
        for at in range(0, len(content), chunk):
            sweep.take(content[at : at + chunk])
    except BadInput as error:
        return error.row
    return None
