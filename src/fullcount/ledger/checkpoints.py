"""Checkpoints: what a signed note says of a ledger (C2SP tlog-checkpoint).

Three lines, each ended by a line feed: the ledger's origin, its size in decimal, its root in base64.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from fullcount.ledger.merkle import HASH_BYTES
from fullcount.ledger.notes import NoteError


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A ledger's name (origin), its number of entries and its root (32 bytes)."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The three lines that are signed."""
        if not self.origin or "\n" in self.origin or self.size < 0 or len(self.root) != HASH_BYTES:
            raise NoteError("A checkpoint has a one-line origin, a size and a root of 32 bytes.")
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode('ascii')}\n"

    @classmethod
    def read(cls, text: str) -> Checkpoint:
        """Read the three lines back. Raises NoteError unless they are exactly as `text` writes them."""
        lines = text.split("\n")
        if len(lines) != 4 or not (lines[1].isascii() and lines[1].isdigit()):  # noqa: PLR2004 - three and an end
            raise NoteError("A checkpoint has three lines: origin, size, root.")
        try:
            checkpoint = cls(lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True))
        except (ValueError, binascii.Error) as error:
            raise NoteError("The checkpoint's size or root cannot be read.") from error
        if checkpoint.text() != text:
            raise NoteError("The checkpoint is not in the one form it has.")
        return checkpoint
