"""Laws of the ledger, each sayable in one sentence."""

import hashlib

from hypothesis import given, settings
from hypothesis import strategies as st

from fullcount import ledger

leaves = st.lists(st.binary(max_size=6).map(ledger.leaf_hash), min_size=1, max_size=40)
KEY = ledger.new_key(b"k" * 32)
VKEY = ledger.verifier_key("county.example", KEY)
NOTE = ledger.sign_note(
    "fullcount/p\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", "county.example", KEY
)


def root_as_the_rfc_says(hashes: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    left, right = root_as_the_rfc_says(hashes[:split]), root_as_the_rfc_says(hashes[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@given(leaves)
def test_the_growing_tree_has_the_root_of_the_definition(hashes: list[bytes]) -> None:
    assert ledger.root_of(hashes) == root_as_the_rfc_says(hashes)


@given(leaves, st.data())
def test_every_leaf_has_a_proof_and_no_proof_serves_another_place(
    hashes: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(hashes) - 1))
    other = data.draw(st.integers(0, len(hashes) - 1))
    root, proof = ledger.root_of(hashes), ledger.inclusion_proof(hashes, index)
    assert ledger.verify_inclusion(hashes[index], index, len(hashes), proof, root)
    fits = ledger.verify_inclusion(hashes[index], other, len(hashes), proof, root)
    assert fits == (other == index or (hashes[other] == hashes[index] and fits))
    assert not ledger.verify_inclusion(b"?" * 32, index, len(hashes), proof, root)
    assert not ledger.verify_inclusion(hashes[index], index, len(hashes), [*proof, root], root)
    if proof:
        assert not ledger.verify_inclusion(hashes[index], index, len(hashes), proof[:-1], root)


@given(leaves, st.data())
def test_every_beginning_has_a_proof_and_a_changed_beginning_has_none(
    hashes: list[bytes], data: st.DataObject
) -> None:
    first = data.draw(st.integers(1, len(hashes)))
    old, new = ledger.root_of(hashes[:first]), ledger.root_of(hashes)
    proof = ledger.consistency_proof(hashes, first, len(hashes))
    assert ledger.verify_consistency(first, len(hashes), old, new, proof)
    assert not ledger.verify_consistency(first, len(hashes), b"?" * 32, new, proof)
    assert not ledger.verify_consistency(first, len(hashes), old, b"?" * 32, proof)
    assert not ledger.verify_consistency(first, len(hashes), old, new, [*proof, new])


@settings(max_examples=60)
@given(
    st.integers(0, len(NOTE.encode()) - 1), st.integers(0, 255), st.sampled_from(["change", "insert", "drop"])
)
def test_no_byte_of_a_note_can_change(at: int, byte: int, how: str) -> None:
    data = NOTE.encode()
    kept = data[at:] if how == "insert" else data[at + 1 :]
    changed = data[:at] + (b"" if how == "drop" else bytes([byte])) + kept
    try:
        opened = ledger.open_note(changed.decode("utf-8"), VKEY)
    except (UnicodeDecodeError, ledger.NoteError):
        opened = None
    assert (opened is not None) == (changed == data)
