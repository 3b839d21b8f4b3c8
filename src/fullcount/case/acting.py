"""Who acts, and when: given to every action from outside, as no room below the command line has a clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from fullcount.terms import BadInput

LONGEST_ACTOR = 100


@dataclass(frozen=True, slots=True)
class Acting:
    """The official who acts (a role or a staff number: it is published) and the moment, with a time zone.

    Raises BadInput for an actor that is empty, not one line or too long, or a moment without a zone.
    """

    actor: str
    at: datetime

    def __post_init__(self) -> None:
        if not is_actor(self.actor):
            raise BadInput(
                "The official who acts is not named in 1 to 100 characters without comma or quote.",
                do="Give a role or a staff number, such as clerk-07.",
            )
        if self.at.tzinfo is None:
            raise BadInput("The moment of an act needs a time zone.", do="Give it in UTC.")

    @property
    def moment(self) -> datetime:
        """The moment in UTC, to the second."""
        return self.at.astimezone(UTC).replace(microsecond=0)


def is_actor(name: str) -> bool:
    """Whether a text can name an official: 1 to 100 printable characters, no comma and no quote.

    It stands unquoted in the rows of findings.csv.
    """
    plain = name.isprintable() and "," not in name and '"' not in name
    return plain and bool(name.strip()) and len(name) <= LONGEST_ACTOR
