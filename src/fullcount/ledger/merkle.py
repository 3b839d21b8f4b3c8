"""The Merkle tree of RFC 6962 section 2.1 (the same in RFC 9162), SHA-256.

    leaf hash = SHA-256(0x00 || entry)         node hash = SHA-256(0x01 || left || right)

The root of n leaves has on its left the largest power of two below n leaves; the root of no leaves
is SHA-256 of nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry as a leaf, 32 bytes."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two halves, 32 bytes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that only grows. It keeps its right edge: one hash for each bit set in its size.

    `Tree(size, edge)` takes up where another left off; `edge` runs from the largest subtree down.
    """

    def __init__(self, size: int = 0, edge: Iterable[bytes] = ()) -> None:
        self.size = size
        self._edge = list(edge)
        if len(self._edge) != size.bit_count() or any(len(part) != HASH_BYTES for part in self._edge):
            raise ValueError(
                f"A tree of {size} leaves has {size.bit_count()} hashes of 32 bytes on its edge."
            )

    @property
    def edge(self) -> tuple[bytes, ...]:
        """The roots of the full subtrees from left to right; with `size` all that is needed to go on."""
        return tuple(self._edge)

    def append(self, leaf: bytes) -> None:
        """Add the hash of one leaf at the right."""
        edge, size, sha256 = self._edge, self.size, hashlib.sha256
        while size & 1:
            leaf = sha256(b"\x01" + edge.pop() + leaf).digest()
            size >>= 1
        edge.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The root over all leaves so far, 32 bytes."""
        if not self._edge:
            return EMPTY_ROOT
        root = self._edge[-1]
        for part in reversed(self._edge[:-1]):
            root = node_hash(part, root)
        return root


def root_of(hashes: Iterable[bytes]) -> bytes:
    """The root over leaf hashes, 32 bytes."""
    tree = Tree()
    for leaf in hashes:
        tree.append(leaf)
    return tree.root()


def items_root(rows: Iterable[bytes]) -> str:
    """The root over the items of a bulk entry, 64 hexadecimal digits; a row is without its line feed."""
    sha256 = hashlib.sha256
    return root_of(sha256(b"\x00" + row).digest() for row in rows).hex()
