"""What people decide: findings, what stands, and the settling of duplicates."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What an official found a line to be."""

    VALID = "valid"
    INVALID = "invalid"


class Stage(StrEnum):
    """The work a finding was made in."""

    SAMPLE = "sample"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Finding:
    """One official's finding on one line. Append-only: a later one supersedes an earlier.

    reason: a code of the law applied, empty where valid. voter_tag: a keyed digest of the voter
    (32 hex digits) or empty; equal tags are one voter.
    """

    line: str
    stage: Stage
    outcome: Outcome
    reason: str
    official: str
    voter_tag: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands for a line after all its findings.

    settled is False while a finding still needs agreeing officials; needs says how many more.
    """

    line: str
    outcome: Outcome | None
    reason: str
    voter_tag: str
    settled: bool
    needs: int = 0
