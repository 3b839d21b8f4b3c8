"""What stands for each line after its findings, and which line of a voter counts.

A later finding supersedes an earlier one. A signature mismatch stands only when enough different
officials found it one after another with nothing else found in between; names that differ in case or
spaces only are one official. Of the settled valid lines of one voter the first in line order stands,
the others are duplicates; invalid lines keep their own reason.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from fullcount.terms import Fault, Finding, Outcome, Standing

SIGNATURE_REASON = "mismatch_signature"


def standing(
    findings: Sequence[Finding], agreeing: int, signature_reason: str = SIGNATURE_REASON
) -> Standing:
    """What stands for one line; findings: all of that line, in recording order, at least one.

    While officials must still agree, outcome is None, reason the one in question, needs how many more.
    """
    if not findings:
        raise Fault("A standing was asked of a line that has no finding.")
    last = findings[-1]
    if last.reason != signature_reason or last.outcome is not Outcome.INVALID:
        return Standing(last.line, last.outcome, last.reason, last.voter_tag, True)
    needs = agreeing - len(_agreeing(findings, signature_reason))
    if needs > 0:
        return Standing(last.line, None, last.reason, last.voter_tag, False, needs)
    return Standing(last.line, last.outcome, last.reason, last.voter_tag, True)


def settle(standings: Iterable[Standing]) -> dict[str, str]:
    """Duplicate line -> the line that stands, for standings in line order; linear in their number."""
    first: dict[str, str] = {}
    surplus: dict[str, str] = {}
    valid = Outcome.VALID
    for one in standings:
        if one.settled and one.voter_tag and one.outcome is valid:
            stands = first.setdefault(one.voter_tag, one.line)
            if stands != one.line:
                surplus[one.line] = stands
    return surplus


def _agreeing(findings: Sequence[Finding], reason: str) -> set[str]:
    """The officials of the unbroken run of mismatches at the end."""
    officials: set[str] = set()
    for finding in reversed(findings):
        if finding.reason != reason or finding.outcome is not Outcome.INVALID:
            break
        officials.add(_person(finding.official))
    return officials


def _person(official: str) -> str:
    """An official's name without what tells no two people apart: case, width, spaces, invisible marks."""
    plain = unicodedata.normalize("NFKC", official).casefold()
    return "".join(mark for mark in plain if mark.isprintable() and not mark.isspace())
