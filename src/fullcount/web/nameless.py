"""What a desk's server writes to its log: where a fault was and of what kind, but not its words.

An error's words may quote what was worked on, and that may be a voter's name.
"""

from __future__ import annotations

import logging
import traceback
from types import TracebackType
from typing import Final

LINE: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"

Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Nameless(logging.Formatter):
    """Writes a traceback without the error's words, and without those of the errors that led to it."""

    def formatException(self, ei: Fault) -> str:  # noqa: N802 - logging's name
        """Files and lines, and the error's type."""
        kind, _, where = ei
        said = "".join(traceback.format_tb(where))
        return f"{said}{kind.__name__ if kind else 'fault'}: its words are left out, they may hold names"


def begin() -> None:
    """Write all logs of this process so, to the standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(Nameless(LINE))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
