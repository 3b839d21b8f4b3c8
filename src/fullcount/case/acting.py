"""Who acts, and when: given to every action from outside, as no room below the command line has a clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from unicodedata import is_normalized

from fullcount.terms import BadInput

LONGEST = 100
FORMULA = ("=", "+", "-", "@")  # a spreadsheet computes what begins with these
PUBLISHED_NAME = "1 to 100 printable characters, no comma or quote, not beginning with = + - @ or a space"


@dataclass(frozen=True, slots=True)
class Acting:
    """The official who acts (a role or a staff number: it is published) and the moment, with a time zone.

    Raises BadInput for an actor that is empty, not one line or too long, or a moment without a zone.
    """

    actor: str
    at: datetime

    def __post_init__(self) -> None:
        if not is_published_name(self.actor):
            raise BadInput(
                f"The official who acts is not named in {PUBLISHED_NAME}.",
                do="Give a role or a staff number, such as clerk-07.",
            )
        if self.at.tzinfo is None:
            raise BadInput("The moment of an act needs a time zone.", do="Give it in UTC.")

    @property
    def moment(self) -> datetime:
        """The moment in UTC, to the second."""
        return self.at.astimezone(UTC).replace(microsecond=0)


def is_published_name(name: str) -> bool:
    """Whether a text can name an official or a line in a published table, as PUBLISHED_NAME says.

    It stands unquoted in the table's rows, and people open those in spreadsheets. It must be in Unicode's
    form NFKC, so that no two look alike for being written in other code points.
    """
    plain = name.isprintable() and "," not in name and '"' not in name and name == name.strip()
    return plain and 0 < len(name) <= LONGEST and not name.startswith(FORMULA) and is_normalized("NFKC", name)
