"""The tree of errors, drawn here once.

    FullcountError
    ├── UserError          something the person can mend; the command line exits with 2
    │   ├── BadInput       a file or a value: says file, row and column where there is one
    │   ├── UnknownLaw     no such rule, or none in force on that day
    │   ├── Refused        the act is not allowed at this stage of the petition
    │   └── NotFound       a case, line, roll or file that is not there
    └── Fault              ours; the command line exits with 70 and asks for a report

Messages never carry a signer's or a voter's name or address: they name files, rows, columns and
line numbers.
"""

from __future__ import annotations

from pathlib import Path


class FullcountError(Exception):
    """Anything fullcount raises on purpose."""


class UserError(FullcountError):
    """Something the person can mend.

    what: one sentence, what went wrong. why: the cause, where known. do: the next step.
    """

    def __init__(self, what: str, *, why: str = "", do: str = "") -> None:
        self.what, self.why, self.do = what, why, do
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """What, why and what to do, as one paragraph."""
        return " ".join(part for part in (self.what, self.why, self.do) if part)


class BadInput(UserError):
    """A file or a value that cannot be used; row counts from 1 with the header as row 1."""

    def __init__(  # noqa: PLR0913 - the place of an error has three parts
        self,
        what: str,
        *,
        file: Path | str | None = None,
        row: int | None = None,
        column: str | None = None,
        why: str = "",
        do: str = "",
    ) -> None:
        self.file = Path(file).name if file else None
        self.row, self.column = row, column
        super().__init__(self._place() + what, why=why, do=do)

    def _place(self) -> str:
        parts = [self.file] if self.file else []
        parts += [f"row {self.row:,}"] if self.row is not None else []
        parts += [f"column {self.column}"] if self.column else []
        return f"{', '.join(parts)}: " if parts else ""


class UnknownLaw(UserError):
    """No such rule in the rulebook, or none in force on the day asked for."""


class Refused(UserError):
    """The act is not allowed now; the message says which act comes first."""


class NotFound(UserError):
    """Something named is not there."""


class Fault(FullcountError):
    """A fault of the program, not of the person; please report it."""
