"""The tree against the roots of the Certificate Transparency reference implementation."""

import hashlib

import pytest

from fullcount import ledger

# Leaves and roots of certificate-transparency's own merkle tree tests.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
HASHES = [ledger.leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_reference(size: int) -> None:
    assert ledger.root_of(HASHES[:size]).hex() == ROOTS[size]
    assert ledger.items_root(bytes.fromhex(leaf) for leaf in LEAVES[:size]) == ROOTS[size]


def test_a_tree_grows_to_each_of_these_roots() -> None:
    tree = ledger.Tree()
    for size, leaf in enumerate(HASHES):
        assert (tree.size, tree.root().hex()) == (size, ROOTS[size])
        tree.append(leaf)
    assert tree.root().hex() == ROOTS[8]


def test_a_tree_is_taken_up_from_its_edge() -> None:
    begun = ledger.Tree()
    for leaf in HASHES[:5]:
        begun.append(leaf)
    taken_up = ledger.Tree(begun.size, begun.edge)
    for leaf in HASHES[5:]:
        taken_up.append(leaf)
    assert taken_up.root().hex() == ROOTS[8]


@pytest.mark.parametrize(("size", "edge"), [(3, [b"x" * 32]), (1, [b"short"]), (0, [b"x" * 32])])
def test_an_edge_that_does_not_fit_is_refused(size: int, edge: list[bytes]) -> None:
    with pytest.raises(ValueError, match="on its edge"):
        ledger.Tree(size, edge)


def test_a_proof_by_hand() -> None:
    """Leaf 2 of 3: the one hash over leaves 0 and 1. First two of three: leaf 2."""
    left = hashlib.sha256(b"\x01" + HASHES[0] + HASHES[1]).digest()
    assert ledger.inclusion_proof(HASHES[:3], 2) == [left]
    assert ledger.consistency_proof(HASHES[:3], 2, 3) == [HASHES[2]]
    assert ledger.verify_inclusion(HASHES[2], 2, 3, [left], bytes.fromhex(ROOTS[3]))
    assert ledger.verify_consistency(2, 3, bytes.fromhex(ROOTS[2]), bytes.fromhex(ROOTS[3]), [HASHES[2]])


def test_proofs_of_what_is_not_there_are_refused() -> None:
    with pytest.raises(IndexError):
        ledger.inclusion_proof(HASHES, 8)
    with pytest.raises(ValueError, match="No proof"):
        ledger.consistency_proof(HASHES, 5, 9)
    root = ledger.root_of(HASHES)
    assert not ledger.verify_inclusion(HASHES[0], 8, 8, [], root)
    assert not ledger.verify_consistency(3, 2, root, root, [])
    assert not ledger.verify_consistency(3, 8, root, root, [])
    assert not ledger.verify_consistency(0, 8, root, root, [])
