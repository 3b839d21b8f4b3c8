"""fsck: derive everything of a ledger again and name the first entry that does not fit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fullcount.ledger.checkpoints import Checkpoint
from fullcount.ledger.entries import Entry, read_entry
from fullcount.ledger.merkle import Tree, leaf_hash


@dataclass(frozen=True, slots=True)
class Problem:
    """What does not fit. index: position of the entry, from 0; the ledger's size where it is the whole."""

    index: int
    what: str

    def sentence(self) -> str:
        """For people."""
        return f"Ledger entry {self.index} {self.what}."


@dataclass(frozen=True, slots=True)
class Report:
    """size, root (hexadecimal) as derived; problems in ledger order, none if the ledger is sound."""

    size: int
    root: str
    problems: tuple[Problem, ...]


def fsck(entries: Iterable[bytes], checkpoint: Checkpoint | None = None) -> Report:
    """Read every entry again: form, sequence, time order, root; and compare with the checkpoint.

    The checkpoint's signature is not checked here (see open_note). Where the checkpoint is of an
    earlier size, the entries up to it must have its root.
    """
    tree, problems = Tree(), []
    before: Entry | None = None
    early = checkpoint.root if checkpoint else b""
    for index, data in enumerate(entries):
        if checkpoint and checkpoint.size == index:
            early = tree.root()
        entry = read_entry(data)
        problems += _out_of_place(index, entry, before)
        before = entry if isinstance(entry, Entry) else before
        tree.append(leaf_hash(data))
    if checkpoint:
        problems += _against(checkpoint, tree, early)
    return Report(tree.size, tree.root().hex(), tuple(problems))


def _out_of_place(index: int, entry: Entry | str, before: Entry | None) -> list[Problem]:
    if isinstance(entry, str):
        return [Problem(index, entry)]
    problems = []
    if entry.index != index:
        problems.append(Problem(index, f"says that it is entry {entry.index}"))
    if (index == 0) != (entry.kind == "petition-opened"):
        problems.append(Problem(index, "is out of place: the first entry, and no other, opens the petition"))
    if before and entry.at < before.at:
        problems.append(Problem(index, "is earlier than the entry before it"))
    return problems


def _against(checkpoint: Checkpoint, tree: Tree, early: bytes) -> list[Problem]:
    if checkpoint.size > tree.size:
        return [Problem(tree.size, f"is missing: the checkpoint is of {checkpoint.size} entries")]
    root = tree.root() if checkpoint.size == tree.size else early
    if root != checkpoint.root:
        last = checkpoint.size - 1
        return [Problem(last, "or one before it was changed: the root is not the checkpoint's")]
    return []
