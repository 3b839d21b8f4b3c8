"""What a verification says: checks that hold or do not, with the place, and the verdict over them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fullcount.terms import UserError, canonical

UNREADABLE = (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RecursionError)
"""What a value of an unexpected shape may raise while it is worked with: the bundle's fault, not ours."""
LONGEST_SHOWN = 60  # characters of a value that a sentence shows


@dataclass(frozen=True, slots=True)
class Check:
    """One thing checked. place: file, row, line or ledger entry where it does not hold, else empty."""

    name: str
    holds: bool
    sentence: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """All checks, in the order made. key: NAME+HASH of the key the bundle is signed with, if known."""

    checks: tuple[Check, ...]
    key: str

    @property
    def holds(self) -> bool:
        """Whether every check holds."""
        return all(check.holds for check in self.checks)

    @property
    def failing(self) -> tuple[Check, ...]:
        """The checks that do not hold."""
        return tuple(check for check in self.checks if not check.holds)

    def sentence(self) -> str:
        """The verdict in one sentence."""
        if self.holds:
            return f"All {len(self.checks)} checks hold: the result follows from the published files."
        first = self.failing[0]
        where = f" ({first.place})" if first.place else ""
        count = f"{len(self.failing)} of {len(self.checks)} checks do not hold"
        return f"{count}; the first is {first.name}{where}."


class DoesNotHold(Exception):
    """Something that does not hold. sentence: what, in words. place: where."""

    def __init__(self, sentence: str, place: str) -> None:
        super().__init__(sentence)
        self.sentence, self.place = sentence, place


def guarded(place: str, work: Callable[[], Any]) -> Any:
    """What the work gives, or as DoesNotHold what is wrong with the bundle."""
    try:
        return work()
    except DoesNotHold as problem:
        return problem
    except UserError as error:
        return DoesNotHold(error.sentence(), place)
    except UNREADABLE:
        return DoesNotHold("Its values are not of the form.", place)


def differing(place: str, given: Any, expected: dict[str, Any]) -> list[DoesNotHold]:
    """A complaint for each expected key whose value is another in the given object."""
    if not isinstance(given, dict):
        return [DoesNotHold("It is not an object with named values.", place)]
    return [
        _other(place, key, given, value)
        for key, value in expected.items()
        if key not in given or canonical(given[key]) != canonical(value)
    ]


def exactly(place: str, given: Any, expected: dict[str, Any]) -> list[DoesNotHold]:
    """As differing; a key that is not expected is a complaint too, as nothing confirms it."""
    more = sorted(set(given) - set(expected)) if isinstance(given, dict) else []
    unasked = [DoesNotHold(f"{shown(key)} does not belong in it.", place) for key in more]
    return differing(place, given, expected) + unasked


def shown(value: Any) -> str:
    """A value as a sentence shows it, cut where it is long."""
    text = value if isinstance(value, str) else canonical(value).decode("utf-8")
    text = "".join(mark if mark.isprintable() else "?" for mark in text[: LONGEST_SHOWN + 1])
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _other(place: str, key: str, given: dict[str, Any], value: Any) -> DoesNotHold:
    says = f"is given as {shown(given[key])}" if key in given else "is missing"
    return DoesNotHold(f"{key} {says}; worked out again it is {shown(value)}.", place)
