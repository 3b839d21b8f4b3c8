"""The ledger of a bundle, read and derived again, and what its entries must agree with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fullcount import ledger
from fullcount.terms import UserError, canonical
from fullcount.verifier.folder import Folder
from fullcount.verifier.verdict import DoesNotHold, differing

LEDGER, CHECKPOINT = "ledger.jsonl", "checkpoint.note"
CERTIFYING = ("certified", "amended")


@dataclass(frozen=True, slots=True)
class Book:
    """The entries in order, and the root (hexadecimal) before each entry that certifies."""

    entries: tuple[ledger.Entry, ...]
    roots_before: dict[int, str]
    tree: ledger.Tree

    def of(self, *kinds: str) -> list[ledger.Entry]:
        """The entries of some kinds, in order."""
        return [entry for entry in self.entries if entry.kind in kinds]

    def only(self, kind: str) -> ledger.Entry:
        """The one entry of a kind. Raises DoesNotHold where there is none or more than one."""
        found = self.of(kind)
        if len(found) != 1:
            raise DoesNotHold(f"There are {len(found)} entries {kind}; one belongs here.", LEDGER)
        return found[0]


def place(entry: ledger.Entry) -> str:
    """Where an entry is, in words."""
    return f"ledger entry {entry.index} ({entry.kind})"


def sha256(data: bytes) -> str:
    """In hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def read_book(folder: Folder) -> Book:
    """The entries, each in its form and place. Raises DoesNotHold for the first that does not fit."""
    report = ledger.fsck(folder.entries(LEDGER))
    if report.problems:
        first = report.problems[0]
        raise DoesNotHold(first.sentence(), f"{LEDGER}, row {first.index + 1} (ledger entry {first.index})")
    tree, entries, roots = ledger.Tree(), [], {}
    for data in folder.entries(LEDGER):
        entry = ledger.read_entry(data)
        if isinstance(entry, str):
            raise DoesNotHold(f"The entry {entry}.", LEDGER)
        if entry.kind in CERTIFYING:
            roots[entry.index] = tree.root().hex()
        entries.append(entry)
        tree.append(ledger.leaf_hash(data))
    if not entries:
        raise DoesNotHold("The ledger has no entry.", LEDGER)
    return Book(tuple(entries), roots, tree)


def check_checkpoint(folder: Folder, book: Book, vkey: str) -> Iterator[DoesNotHold]:
    """The signed checkpoint against the ledger's origin, size and root."""
    try:
        checkpoint = ledger.Checkpoint.read(ledger.open_note(folder.text(CHECKPOINT), vkey))
    except UserError as error:
        raise DoesNotHold(error.sentence(), CHECKPOINT) from error
    petition = book.entries[0].body["petition"]
    identity = petition.get("id") if isinstance(petition, dict) else None
    given = {"origin": checkpoint.origin, "size": checkpoint.size, "root": checkpoint.root.hex()}
    derived = {"origin": f"fullcount/{identity}", "size": book.tree.size, "root": book.tree.root().hex()}
    yield from differing(CHECKPOINT, given, derived)


def check_petition(folder: Folder, book: Book, listed_for: str) -> Iterator[DoesNotHold]:
    """petition.json and law.json against the entry that opened the petition."""
    opened = book.entries[0]
    petition, law = folder.object("petition.json"), folder.json("law.json")
    if opened.body["petition"] != petition:
        yield DoesNotHold("It is not what was entered when the petition was opened.", "petition.json")
    if opened.body["law_sha256"] != sha256(canonical(law)):
        yield DoesNotHold("It is not the law that was entered when the petition was opened.", "law.json")
    if petition.get("id") != listed_for:
        yield DoesNotHold("bundle.note is of another petition than petition.json.", "bundle.note")


def certified(book: Book) -> ledger.Entry | None:
    """The entry of the certificate that holds: the latest; None where nothing is certified."""
    found = book.of(*CERTIFYING)
    return found[-1] if found else None


def body_without(value: dict[str, Any], *keys: str) -> dict[str, Any]:
    """The object without some keys."""
    return {key: each for key, each in value.items() if key not in keys}
