"""How a long act tells what it is doing, without knowing who listens."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called as work goes on: what is being done (words), how much is done, of how much (0: unknown)."""

    def __call__(self, what: str, done: int, of: int) -> None:
        """Tell how far it is."""


def silent(what: str, done: int, of: int) -> None:
    """A listener that says nothing."""
