"""Inclusion and consistency proofs, made and checked.

Source: RFC 6962 section 2.1.1 and 2.1.2 for making, RFC 9162 section 2.1.3.2 and 2.1.4.2 for
checking. A proof is a list of 32-byte hashes, lowest first.
"""

from __future__ import annotations

from collections.abc import Sequence

from fullcount.ledger.merkle import EMPTY_ROOT, node_hash, root_of


def inclusion_proof(hashes: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root of all `hashes`. Raises IndexError."""
    if not 0 <= index < len(hashes):
        raise IndexError(f"There is no leaf {index} among {len(hashes)}.")
    proof: list[bytes] = []
    while len(hashes) > 1:
        split = _split(len(hashes))
        if index < split:
            proof.append(root_of(hashes[split:]))
            hashes = hashes[:split]
        else:
            proof.append(root_of(hashes[:split]))
            hashes, index = hashes[split:], index - split
    return proof[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows that `leaf` is leaf `index` of the tree of `size` leaves with that root."""
    if not 0 <= index < size:
        return False
    node, last, computed = index, size - 1, leaf
    for part in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            computed = node_hash(part, computed)
            node, last = _climb(node, last)
        else:
            computed = node_hash(computed, part)
        node, last = node >> 1, last >> 1
    return last == 0 and computed == root


def consistency_proof(hashes: Sequence[bytes], first: int, second: int) -> list[bytes]:
    """The hashes that show that the tree of `first` leaves is the beginning of that of `second`.

    Raises ValueError unless 0 <= first <= second <= len(hashes). Empty where there is nothing to show.
    """
    if not 0 <= first <= second <= len(hashes):
        raise ValueError(f"No proof from {first} to {second} leaves; there are {len(hashes)}.")
    if first in {0, second}:
        return []
    proof: list[bytes] = []
    part, whole = hashes[:second], True  # whole: the old tree's root is known to whoever checks
    while first != len(part):
        split = _split(len(part))
        if first <= split:
            proof.append(root_of(part[split:]))
            part = part[:split]
        else:
            proof.append(root_of(part[:split]))
            part, first, whole = part[split:], first - split, False
    return ([] if whole else [root_of(part)]) + proof[::-1]


def verify_consistency(
    first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof shows that the first tree is the beginning of the second."""
    if first == 0:
        return second >= 0 and not proof and first_root == EMPTY_ROOT
    if first == second:
        return not proof and first_root == second_root
    if not 0 < first < second or not proof:
        return False
    whole = first & (first - 1) == 0  # a full tree stands in the proof as itself
    node, last = first - 1, second - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    return _both_roots(node, last, [first_root, *proof] if whole else proof) == (first_root, second_root)


def _both_roots(node: int, last: int, parts: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    old = new = parts[0]
    for part in parts[1:]:
        if last == 0:
            return None
        if node & 1 or node == last:
            old, new = node_hash(part, old), node_hash(part, new)
            node, last = _climb(node, last)
        else:
            new = node_hash(new, part)
        node, last = node >> 1, last >> 1
    return (old, new) if last == 0 else None


def _climb(node: int, last: int) -> tuple[int, int]:
    """Up to where the node is a right child, or to the top of the left edge."""
    while node and not node & 1:
        node, last = node >> 1, last >> 1
    return node, last


def _split(size: int) -> int:
    return 1 << ((size - 1).bit_length() - 1)
