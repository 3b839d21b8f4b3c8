"""Signed notes and checkpoints: others' vectors, our own round trip, strict reading."""

import pytest

from fullcount import ledger
from fullcount.ledger import notes
from fullcount.terms import BadInput

SEED = bytes(range(32))
KEY = ledger.new_key(SEED)
VKEY = ledger.verifier_key("county.example/petitions", KEY)
TEXT = "fullcount/gascon-2022\n17\nzUUoB2WQx0Oj9p5DM8xKkSDMr2zP+0SFwqrxgF8nGVA=\n"

# The published example of a C2SP signed-note library.
FOREIGN_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
FOREIGN_NOTE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)


def test_a_note_signed_by_another_program_opens() -> None:
    assert ledger.open_note(FOREIGN_NOTE, FOREIGN_KEY) == "This is an example message.\n"


def test_a_note_signed_here_opens() -> None:
    note = ledger.sign_note(TEXT, "county.example/petitions", KEY)
    assert note == ledger.sign_note(TEXT, "county.example/petitions", KEY)
    assert ledger.open_note(note, VKEY) == TEXT


def test_keys_are_new_each_time() -> None:
    assert ledger.new_key() != ledger.new_key()


def test_a_note_of_another_key_or_name_does_not_open() -> None:
    note = ledger.sign_note(TEXT, "county.example/petitions", KEY)
    other = ledger.new_key(b"7" * 32)
    with pytest.raises(ledger.NoteError, match="another key"):
        ledger.open_note(note, ledger.verifier_key("county.example/petitions", other))
    with pytest.raises(ledger.NoteError, match="one signature line"):
        ledger.open_note(note, ledger.verifier_key("elsewhere.example", KEY))


def test_a_changed_text_says_so() -> None:
    note = ledger.sign_note(TEXT, "county.example/petitions", KEY).replace("\n17\n", "\n18\n")
    with pytest.raises(ledger.NoteError, match="signature does not hold"):
        ledger.open_note(note, VKEY)


@pytest.mark.parametrize("text", ["", "\n", "no end", "a\n\nb\n", "a\r\n", "a\tb\n", "\ud800\n"])
def test_a_text_that_a_note_cannot_carry(text: str) -> None:
    with pytest.raises(ledger.NoteError):
        ledger.sign_note(text, "county.example", KEY)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u00a0b"])
def test_a_name_that_a_key_cannot_have(name: str) -> None:
    with pytest.raises(BadInput):
        ledger.verifier_key(name, KEY)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        VKEY + "\n",
        VKEY[:-1],
        VKEY.replace("+", "-"),
        VKEY.upper(),
        "other" + VKEY,
        "é+00000000+é",
        FOREIGN_KEY.replace("+A", "+B"),
    ],
)
def test_a_verifier_key_is_read_strictly(vkey: str) -> None:
    with pytest.raises((ledger.NoteError, BadInput)):
        notes.read_key(vkey)


def test_signing_keys_that_are_none() -> None:
    with pytest.raises(BadInput):
        ledger.sign_note(TEXT, "county.example", b"not a key")


def test_a_checkpoint_is_three_lines() -> None:
    checkpoint = ledger.Checkpoint("fullcount/p", 3, bytes(32))
    assert checkpoint.text() == "fullcount/p\n3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
    assert ledger.Checkpoint.read(checkpoint.text()) == checkpoint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n3\n",
        "\n3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "a\n03\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "a\n-3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "a\n٣\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "a\n3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n",
        "a\n3\nAAAA\n",
        "a\n3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nmore\n",
        "a\n" + "9" * 5000 + "\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
    ],
)
def test_a_checkpoint_is_read_strictly(text: str) -> None:
    with pytest.raises(ledger.NoteError):
        ledger.Checkpoint.read(text)
