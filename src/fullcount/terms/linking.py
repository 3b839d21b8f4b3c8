"""What linking proposes: voters, candidates, readings, duplicate groups. Proposals, not findings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Reading(StrEnum):
    """What the machine proposes for a line, in the law's words."""

    REGISTERED_HERE = "registered here"
    ANOTHER_ADDRESS = "registered at another address"
    TOO_LATE = "registered too late"
    CANCELED = "canceled"
    OUTSIDE = "outside the jurisdiction"
    NOBODY = "nobody found"


@dataclass(frozen=True, slots=True)
class Voter:
    """One registration record. Unknown fields are empty or None. Confidential."""

    voter_id: str
    first_name: str
    middle_name: str
    last_name: str
    suffix: str
    birth_date: date | None
    residence_address: str
    unit: str
    city: str
    zip: str
    status: str
    registered_on: date | None
    jurisdiction: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A voter who may be the signer of a line.

    rank: from 1, best first. probability: 0 to 1, over this line's candidates and "not on this
    roll". evidence: in words, naming no name and no address.
    """

    line: str
    rank: int
    voter_id: str
    probability: float
    reading: Reading
    evidence: str


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Lines that appear to be of one person. certainty: 0 to 1. voter_id: empty where nobody is found."""

    lines: tuple[str, ...]
    voter_id: str
    certainty: float
    evidence: str
