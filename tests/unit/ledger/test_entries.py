"""Entries, commitments and fsck: what is written, what is refused, which entry is named."""

import hashlib
import hmac
from typing import Any

import pytest

from fullcount import ledger
from fullcount.terms import Fault

OPENED = {"petition": {"id": "p"}, "law_sha256": "0" * 64}
ITEMS = {"count": 0, "root": ledger.items_root([])}


def at(second: int) -> str:
    return f"2022-07-06T17:00:{second:02d}Z"


def ledger_of(size: int) -> list[bytes]:
    entries = [ledger.entry_bytes(0, at(0), "clerk", "petition-opened", OPENED)]
    return entries + [
        ledger.entry_bytes(n, at(n), "clerk", "findings-recorded", {"stage": "sample", "items": ITEMS})
        for n in range(1, size)
    ]


def checkpoint_of(entries: list[bytes]) -> ledger.Checkpoint:
    return ledger.Checkpoint("p", len(entries), ledger.root_of(map(ledger.leaf_hash, entries)))


def test_the_bytes_of_an_entry() -> None:
    assert ledger.entry_bytes(4, at(7), "clerk", "seed-entered", {"seed": "1" * 20}) == (
        b'{"actor":"clerk","at":"2022-07-06T17:00:07Z","body":{"seed":"11111111111111111111"},'
        b'"index":4,"kind":"seed-entered","v":1}'
    )


def test_an_entry_is_read_back() -> None:
    entry = ledger.read_entry(ledger_of(2)[1])
    assert isinstance(entry, ledger.Entry)
    assert (entry.index, entry.at, entry.actor, entry.kind) == (1, at(1), "clerk", "findings-recorded")
    assert entry.items() == (0, ledger.items_root([]))


@pytest.mark.parametrize(
    ("index", "time", "kind", "body"),
    [
        (-1, at(0), "seed-entered", {"seed": "1"}),
        (0, "2022-07-06 17:00:00", "seed-entered", {"seed": "1"}),
        (0, "2022-02-30T17:00:00Z", "seed-entered", {"seed": "1"}),
        (0, at(0), "seed-guessed", {"seed": "1"}),
        (0, at(0), "seed-entered", {}),
        (0, at(0), "seed-entered", {"seed": 0.5}),
        (0, at(0), "lines-transcribed", {"items": {"count": 3, "root": "abc"}}),
        (0, at(0), "lines-transcribed", {"items": {"count": True, "root": "0" * 64}}),
    ],
)
def test_an_entry_that_fsck_would_not_take_is_not_written(
    index: int, time: str, kind: str, body: dict[str, Any]
) -> None:
    with pytest.raises(Fault):
        ledger.entry_bytes(index, time, "clerk", kind, body)


def test_a_sound_ledger() -> None:
    entries = ledger_of(9)
    report = ledger.fsck(entries, checkpoint_of(entries))
    assert (report.size, report.problems) == (9, ())
    assert report.root == checkpoint_of(entries).root.hex()


def test_a_checkpoint_of_earlier_still_holds() -> None:
    entries = ledger_of(9)
    for size in range(10):
        assert not ledger.fsck(entries, checkpoint_of(entries[:size])).problems
    changed = [*entries[:3], entries[3].replace(b"clerk", b"thief"), *entries[4:]]
    assert ledger.fsck(changed, checkpoint_of(entries[:5])).problems[0].index == 4


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda e: e + b" ", "canonical form"),
        (lambda e: e.replace(b",", b", ", 1), "canonical form"),
        (lambda e: e[:-1], "JSON"),
        (lambda e: b"\xff" + e, "JSON"),
        (lambda _: b"[" * 100_000, "JSON"),
        (lambda _: b'{"a":1.5}', "JSON"),
        (lambda _: b"{}", "exactly"),
        (lambda _: b"null", "exactly"),
        (lambda e: e.replace(b'"v":1', b'"v":2'), "version"),
        (lambda e: e.replace(b'"index":3', b'"index":4'), "says that it is entry 4"),
        (lambda e: e.replace(b":03Z", b":01Z"), "earlier"),
        (lambda e: e.replace(b":03Z", b":63Z"), "time"),
        (lambda e: e.replace(b"findings-recorded", b"findings-guessed"), "kind"),
        (lambda e: e.replace(b"stage", b"state"), "lacks stage"),
        (lambda _: ledger_of(1)[0].replace(b'"index":0', b'"index":3'), "out of place"),
    ],
)
def test_the_first_entry_that_does_not_fit_is_named(change: Any, what: str) -> None:
    entries = ledger_of(6)
    entries[3] = change(entries[3])
    first = ledger.fsck(entries).problems[0]
    assert first.index == 3
    assert what in first.what
    assert first.sentence().startswith("Ledger entry 3 ")


def test_a_ledger_cut_short_is_told_by_the_checkpoint() -> None:
    entries = ledger_of(6)
    problem = ledger.fsck(entries[:4], checkpoint_of(entries)).problems[0]
    assert (problem.index, "missing" in problem.what) == (4, True)


def test_a_ledger_must_open_a_petition() -> None:
    entry = ledger.entry_bytes(0, at(0), "clerk", "seed-entered", {"seed": "1" * 20})
    assert "out of place" in ledger.fsck([entry]).problems[0].what


def test_commitments_and_tags_are_plain_hmac_and_sha256() -> None:
    salt = ledger.derive_salt(b"key", "line", "00001-01")
    assert salt == hmac.new(b"key", b'["salt","line","00001-01"]', "sha256").digest()
    assert (
        ledger.commit(salt, {"b": 1, "a": "é"})
        == hashlib.sha256(salt + '{"a":"é","b":1}'.encode()).hexdigest()
    )
    assert ledger.voter_tag(b"key", "V1") == hmac.new(b"key", b"voter,V1", "sha256").hexdigest()[:32]


def test_a_short_salt_or_an_empty_key_is_a_fault() -> None:
    for fault in (
        lambda: ledger.commit(b"short", 1),
        lambda: ledger.derive_salt(b"", "a"),
        lambda: ledger.voter_tag(b"", "V"),
    ):
        with pytest.raises(Fault):
            fault()
