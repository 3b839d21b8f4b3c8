"""The bundle's seal: bundle.note lists every other file with its digest and is signed.

The note's text is `fullcount bundle v1`, the petition's id, then `<sha256>  <path>` for each other file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fullcount import ledger
from fullcount.ledger.notes import fingerprint, read_key
from fullcount.terms import Progress, UserError
from fullcount.verifier.folder import MOST_FILES, PATH, Folder
from fullcount.verifier.verdict import DoesNotHold

NOTE, KEY, HEADING = "bundle.note", "key.txt", "fullcount bundle v1"
ALWAYS = (
    "checkpoint.note",
    "determination.json",
    "findings.csv",
    KEY,
    "law.json",
    "ledger.jsonl",
    "manifest.csv",
    "petition.json",
    "settlements.csv",
    "withdrawals.csv",
)
ROW = re.compile(r"([0-9a-f]{64})  (\S+)")


@dataclass(frozen=True, slots=True)
class Seal:
    """What the note says: the petition's id and each file's digest."""

    petition: str
    digests: dict[str, str]


def published_key(folder: Folder, pinned: str | None) -> str:
    """The verifier key to check with: the one given, else that of key.txt."""
    return pinned if pinned is not None else _key_in(folder)


def check_signature(folder: Folder, vkey: str, pinned: str | None) -> Iterator[DoesNotHold]:
    """The signature of bundle.note, and key.txt against the key given."""
    try:
        ledger.open_note(folder.text(NOTE), vkey)
    except UserError as error:
        yield DoesNotHold(error.sentence(), NOTE)
    if pinned is not None and _key_in(folder) != pinned:
        yield DoesNotHold("key.txt holds another key than the one given.", KEY)


def signed_by(vkey: str, pinned: str | None) -> str:
    """What to say of a signature that holds."""
    if pinned is not None:
        return f"bundle.note is signed by the key given, {fingerprint(vkey)}."
    return (
        f"bundle.note is signed by the key {fingerprint(vkey)} of its key.txt. Compare this with the key that"
        " the office has published elsewhere, or give that key with --key."
    )


def read_seal(folder: Folder) -> Seal:
    """The list in bundle.note, whether or not its signature holds. Raises DoesNotHold."""
    text = folder.text(NOTE).rpartition("\n\n")[0]
    heading, _, rest = text.partition("\n")
    petition, _, rows = rest.partition("\n")
    if heading != HEADING or not petition or not rows:
        raise DoesNotHold(f"It does not begin with {HEADING} and the petition's id.", NOTE)
    digests: dict[str, str] = {}
    for at, row in enumerate(rows.split("\n"), start=3):
        digest, path = _listed(row, at, max(digests, default=""))
        digests[path] = digest
    return Seal(petition, digests)


def check_files(folder: Folder, seal: Seal, progress: Progress) -> Iterator[DoesNotHold]:
    """Every file against its digest; files that are missing, not listed, or asked by the format."""
    present = set()
    for name in folder.names():
        present.add(name)
        if len(present) > MOST_FILES:
            yield DoesNotHold(f"There are more than {MOST_FILES:,} files in the folder.", "the folder")
            break
    for name in sorted(present - set(seal.digests) - {NOTE}):
        yield DoesNotHold("The file is not listed in bundle.note.", _printable(name))
    for name in sorted(set(ALWAYS) - set(seal.digests)):
        yield DoesNotHold("Every bundle has this file, but it is not listed in bundle.note.", name)
    for done, (name, digest) in enumerate(seal.digests.items(), start=1):
        yield from _against(folder, name, digest)
        progress("checking files", done, len(seal.digests))


def _against(folder: Folder, name: str, digest: str) -> Iterator[DoesNotHold]:
    try:
        if folder.digest(name) != digest:
            yield DoesNotHold("The file was changed: its digest is not the one in bundle.note.", name)
    except DoesNotHold as problem:
        yield problem


def _listed(row: str, at: int, before: str) -> tuple[str, str]:
    match, place = ROW.fullmatch(row), f"{NOTE}, row {at}"
    if not match:
        raise DoesNotHold("The row is not a digest, two spaces and a path.", place)
    if not PATH.fullmatch(match[2]) or match[2] == NOTE:
        raise DoesNotHold("The path is not one of a file inside the bundle.", place)
    if match[2] <= before:
        raise DoesNotHold("The paths are not in order.", place)
    if at > MOST_FILES:
        raise DoesNotHold(f"More than {MOST_FILES:,} files are listed.", place)
    return match[1], match[2]


def _key_in(folder: Folder) -> str:
    text = folder.text(KEY)
    try:
        read_key(text.removesuffix("\n"))
    except UserError as error:
        raise DoesNotHold(error.sentence(), KEY) from error
    if not text.endswith("\n"):
        raise DoesNotHold("The key does not end in a line feed.", KEY)
    return text[:-1]


def _printable(name: str) -> str:
    return "".join(mark if mark.isprintable() else "?" for mark in name)[:100]
