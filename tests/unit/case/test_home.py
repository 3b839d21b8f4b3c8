"""Opening and creating a case: secrets, databases, what is missing."""

import hashlib
import hmac
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_petition import OPENING, Clock

from fullcount import case as cases
from fullcount import ledger
from fullcount.case import Case, actions, config, open_case, private
from fullcount.terms import BadInput, NotFound, Refused


def test_key_and_secret_are_their_owners_alone(case: Case) -> None:
    for name in ("key.pem", "secret"):
        assert stat.S_IMODE((case.dir / name).stat().st_mode) == 0o600
    assert case.secret.hex() not in repr(case)
    assert "PRIVATE" not in repr(case)


def test_creating_again_makes_what_is_missing_and_keeps_the_rest(tmp_path: Path) -> None:
    with open_case(tmp_path / "case", create=True) as case:
        actions.open_petition(case, Clock()(), OPENING)
        key = case.key_pem
    (tmp_path / "case" / "case.sqlite3.part").write_bytes(b"left by a creation that was cut short")
    with open_case(tmp_path / "case", create=True) as again:
        assert again.key_pem == key
        assert cases.status(again).petition.id == OPENING.id


def test_a_creation_cut_short_is_taken_up(tmp_path: Path) -> None:
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "key.pem.part").write_bytes(b"half")
    (tmp_path / "case" / "case.sqlite3.part").write_bytes(b"half")
    with open_case(tmp_path / "case", create=True) as case:
        assert cases.status(case).next_step == "Open the petition."


@pytest.mark.parametrize("name", ["key.pem", "secret", "case.sqlite3"])
def test_a_case_that_is_not_whole_is_not_opened(tmp_path: Path, name: str) -> None:
    open_case(tmp_path / "case", create=True).close()
    (tmp_path / "case" / name).unlink()
    with pytest.raises(NotFound, match=name):
        open_case(tmp_path / "case")


@pytest.mark.parametrize("name", ["key.pem", "secret"])
def test_a_lost_key_is_not_replaced_in_silence(tmp_path: Path, name: str) -> None:
    open_case(tmp_path / "case", create=True).close()
    (tmp_path / "case" / name).unlink()
    with pytest.raises(Refused, match="key or its secret is missing"):
        open_case(tmp_path / "case", create=True)


def test_there_is_no_case_where_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="There is no case in"):
        open_case(tmp_path / "nowhere")
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="is a file"):
        open_case(tmp_path / "file", create=True)


@pytest.mark.parametrize("damage", [b"", b"not a database at all, but long enough to look like one" * 99])
def test_a_damaged_database_is_told(tmp_path: Path, damage: bytes) -> None:
    open_case(tmp_path / "case", create=True).close()
    (tmp_path / "case" / "case.sqlite3").write_bytes(damage)
    with pytest.raises(Refused, match="cannot be used"):
        open_case(tmp_path / "case")


@pytest.mark.parametrize("url", ["mysql://u:secret@h/n", "postgresql://host", "secret"])
def test_a_database_of_another_kind_is_refused_without_telling_its_password(tmp_path: Path, url: str) -> None:
    open_case(tmp_path / "case", create=True).close()
    with pytest.raises(BadInput) as caught:
        open_case(tmp_path / "case", database_url=url)
    assert "secret" not in str(caught.value)


def test_a_database_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be used"):
        open_case(tmp_path / "case", create=True, database_url="postgresql://nobody@127.0.0.1:1/none")


def test_the_parts_of_a_database_url_are_read() -> None:
    made = config.postgres("postgresql://a%40b:p%2Fw@host:5433/name?sslmode=require")
    wanted = {"USER": "a@b", "PASSWORD": "p/w", "HOST": "host", "PORT": "5433", "NAME": "name"}
    assert {key: made[key] for key in wanted} == wanted
    assert made["OPTIONS"] == {"sslmode": "require"}


@given(st.lists(st.text(), min_size=1, max_size=5), st.binary(min_size=32, max_size=32))
def test_a_commitment_is_the_ledgers_own(row: list[str], secret: bytes) -> None:
    try:
        expected = ledger.commit(ledger.derive_salt(secret, "candidate", row[0]), row)
    except Exception:  # noqa: BLE001 - a lone surrogate has no canonical form in either
        with pytest.raises(UnicodeEncodeError):
            list(private.commitments(secret, "candidate", [row]))
        return
    assert list(private.commitments(secret, "candidate", [row])) == [expected.encode()]
    assert expected != hashlib.sha256(hmac.digest(secret, b"", "sha256")).hexdigest()
