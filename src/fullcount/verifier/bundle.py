"""A bundle as it is read: each part once, when first asked for, and its fault told each time after."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from fullcount.terms import Progress
from fullcount.verifier import book, lines, rules, seal
from fullcount.verifier.count import Count
from fullcount.verifier.folder import Folder
from fullcount.verifier.replay import FINDINGS, Replay
from fullcount.verifier.verdict import DoesNotHold, guarded


class Bundle:
    """The parts of a bundle. Every property raises DoesNotHold where its part cannot be read."""

    def __init__(self, root: Path, pinned: str | None, progress: Progress) -> None:
        self.folder, self.pinned, self.progress = Folder(root), pinned, progress
        self._parts: dict[str, Any] = {}

    @property
    def vkey(self) -> str:
        """The verifier key the bundle is checked with."""
        return cast("str", self._once(seal.KEY, lambda: seal.published_key(self.folder, self.pinned)))

    @property
    def seal(self) -> seal.Seal:
        """The list in bundle.note."""
        return cast("seal.Seal", self._once(seal.NOTE, lambda: seal.read_seal(self.folder)))

    @property
    def book(self) -> book.Book:
        """The ledger."""
        return cast("book.Book", self._once(book.LEDGER, lambda: book.read_book(self.folder)))

    @property
    def rules(self) -> rules.Rules:
        """The petition and its law."""
        return cast("rules.Rules", self._once(rules.LAW, lambda: rules.read_rules(self.folder)))

    @property
    def manifest(self) -> lines.Manifest:
        """The manifest."""
        return cast("lines.Manifest", self._once(lines.MANIFEST, self._read_manifest))

    @property
    def replay(self) -> Replay:
        """Everything counted again."""
        return cast("Replay", self._once(FINDINGS, self._replay))

    def _read_manifest(self) -> lines.Manifest:
        self.progress("reading the manifest", 0, 0)
        return lines.read_manifest(self.folder)

    def _replay(self) -> Replay:
        sample = lines.read_sample(self.folder, self.book, self.manifest)
        count = Count(self.manifest, sample, self.rules.law)
        self.progress("counting again", 0, 0)
        replay = Replay(self.folder, self.rules, count, self.progress)
        replay.run(self.book)
        return replay

    def _once(self, name: str, read: Callable[[], Any]) -> Any:
        if name not in self._parts:
            self._parts[name] = guarded(name, read)
        part = self._parts[name]
        if isinstance(part, DoesNotHold):
            raise DoesNotHold(part.sentence, part.place)
        return part
