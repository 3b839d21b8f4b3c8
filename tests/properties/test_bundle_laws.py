"""Laws of a bundle, each sayable in one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from bundlemaker import Maker
from hypothesis import given, settings
from hypothesis import strategies as st

from fullcount.verifier import verify


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Maker(sections=8, required=40).publish(tmp_path_factory.mktemp("bundle"))


@contextmanager
def holding(path: Path, data: bytes) -> Iterator[None]:
    """The file with other bytes for a while."""
    before = path.read_bytes()
    path.write_bytes(data)
    try:
        yield
    finally:
        path.write_bytes(before)


def test_the_bundle_as_published_holds(bundle: Path) -> None:
    assert verify(bundle).holds


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_byte_changed_inserted_or_dropped_is_told(bundle: Path, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(bundle.iterdir())))
    content = path.read_bytes()
    at = data.draw(st.integers(0, len(content) - 1))
    how = data.draw(st.sampled_from(["change", "insert", "drop"]))
    byte = bytes([data.draw(st.integers(0, 255))])
    kept = content[at:] if how == "insert" else content[at + 1 :]
    changed = content[:at] + (b"" if how == "drop" else byte) + kept
    with holding(path, changed):
        verdict = verify(bundle)
    assert verdict.holds == (changed == content)
    if changed != content:
        assert any(check.place.startswith(path.name) for check in verdict.failing)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_any_two_rows_swapped_are_told(bundle: Path, data: st.DataObject) -> None:
    path = bundle / data.draw(
        st.sampled_from(["findings.csv", "manifest.csv", "ledger.jsonl", "standing.csv"])
    )
    rows = path.read_bytes().split(b"\n")[:-1]
    one, other = sorted(data.draw(st.sets(st.integers(1, len(rows) - 1), min_size=2, max_size=2)))
    swapped = [*rows[:one], rows[other], *rows[one + 1 : other], rows[one], *rows[other + 1 :]]
    with holding(path, b"\n".join([*swapped, b""])):
        assert verify(bundle).holds == (rows[one] == rows[other])
