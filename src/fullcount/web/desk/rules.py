"""What an examiner may find under the petition's law: its reasons, and who must agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from fullcount.case import linked, read


@dataclass(frozen=True, slots=True)
class ReasonShown:
    """A reason as an examiner sees it. key: the one that finds it."""

    code: str
    label: str
    cite: str
    note: str
    key: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The law at the desk, and one person's keys.

    agreeing: officials who reject a signature together; features: of a signature. keys: the key of each act
    that is no reason, see ACTS.
    """

    reasons: tuple[ReasonShown, ...]
    agreeing: int
    signature: str
    nobody: str
    elsewhere: str
    features: tuple[str, ...]
    keys: Mapping[str, str]

    @property
    def usual(self) -> tuple[ReasonShown, ...]:
        """The reasons most lines fall under, shown at once, in the order of their use."""
        shown = {reason.code: reason for reason in self.reasons}
        return tuple(shown[code] for code in _USUAL if code in shown)

    @property
    def rarer(self) -> tuple[ReasonShown, ...]:
        """The other reasons, in the law's order."""
        return tuple(reason for reason in self.reasons if reason.code not in _USUAL)

    def with_keys(self, own: Mapping[str, str]) -> Rules:
        """The same with a person's own keys in place of the usual ones."""
        reasons = tuple(replace(one, key=own.get(one.code, one.key)) for one in self.reasons)
        return replace(self, reasons=reasons, keys={act: own.get(act, key) for act, key in self.keys.items()})

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the reasons an examiner may give."""
        return tuple(reason.code for reason in self.reasons)


ACTS: Final = {
    "valid": ("v", "Valid: the chosen voter signed"),
    "search": ("/", "Search the roll"),
    "flag": ("f", "Flag for a supervisor"),
    "undo": ("u", "Undo"),
}
"""Acts at the desk that find no reason: their usual keys, and what they do."""
ELSEWHERE: Final = "different_address"
_NOT_FOUND_BY_PEOPLE: Final = (read.DUPLICATE,)
_USUAL: Final = {
    linked.NOBODY: "n",
    ELSEWHERE: "a",
    "mismatch_signature": "m",
    "canceled": "c",
    "out_of_county": "o",
}
_LETTERS: Final = "bdeghijklpqrstwxyz"  # free for further reasons; v, u, f and / are of acts


@cache
def rules() -> Rules:
    """The rules of the case that is open; they do not change while it is."""
    law = read.law_of()
    free = iter(_LETTERS)
    reasons = tuple(
        ReasonShown(one.code, one.label, one.cite, one.note, _USUAL.get(one.code) or next(free, ""))
        for one in sorted(law.reasons, key=lambda one: one.precedence)
        if one.code not in _NOT_FOUND_BY_PEOPLE
    )
    agreeing, signature = law.officials_to_reject_signature, law.signature_reason
    keys = {act: key for act, (key, _) in ACTS.items()}
    return Rules(reasons, agreeing, signature, linked.NOBODY, ELSEWHERE, law.signature_features, keys)
