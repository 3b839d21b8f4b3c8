"""The law's words for reasons: shown at the desk, never applied."""

from datetime import date
from pathlib import Path

import pytest

from fullcount import law
from fullcount.terms import BadInput


def test_every_word_is_of_a_reason_that_some_rule_has() -> None:
    known = {reason.code for reason in law.find("ca/recall-local", date(2022, 7, 6)).reasons}
    words = law.words_of("ca/recall-local")
    assert set(words) <= known
    assert "mismatch_signature" in words
    assert all(one.says.endswith(".") and one.cite for said in words.values() for one in said)


def test_what_may_be_noted_against_a_section_is_among_the_reasons() -> None:
    known = {reason.code for reason in law.find("ca/recall-local", date(2022, 7, 6)).reasons}
    assert law.of_a_section("ca/recall-local")
    assert set(law.of_a_section("ca/recall-local")) <= known
    assert law.of_a_section("zz/initiative") == ()


def test_a_state_without_such_a_file_has_no_words() -> None:
    assert law.words_of("zz/initiative") == {}


def test_a_faulty_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "zz").mkdir()
    (tmp_path / "zz" / "words.toml").write_text('[[canceled]]\nsays = "Something."\n')
    with pytest.raises(BadInput) as told:
        law.words_of("zz/initiative", tmp_path)
    assert "canceled" in str(told.value)
