"""What an examiner may find under the petition's law: its reasons, and who must agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from fullcount import law
from fullcount.case import linked, read
from fullcount.terms import Reading


@dataclass(frozen=True, slots=True)
class ReasonShown:
    """A reason as an examiner sees it. words: what the law says of it; key: the one that finds it.

    expects: the reading of the chosen voter beside which it is no surprise; empty: any.
    """

    code: str
    label: str
    cite: str
    words: tuple[law.Words, ...]
    key: str
    expects: str = ""


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
_EXPECTS: Final = {
    ELSEWHERE: Reading.ANOTHER_ADDRESS.value,
    "canceled": Reading.CANCELED.value,
    "registered_late": Reading.TOO_LATE.value,
}
_LETTERS: Final = "bdeghijklpqrstwxyz"  # free for further reasons; v, u, f and / are of acts


@cache
def rules() -> Rules:
    """The rules of the case that is open; they do not change while it is."""
    known, words = read.law_of(), law.words_of(read.petition().law)
    free = iter(_LETTERS)
    reasons = tuple(
        ReasonShown(
            one.code,
            one.label,
            one.cite,
            words.get(one.code, ()),
            _USUAL.get(one.code) or next(free, ""),
            _EXPECTS.get(one.code, ""),
        )
        for one in sorted(known.reasons, key=lambda one: one.precedence)
        if one.code not in _NOT_FOUND_BY_PEOPLE
    )
    agreeing, signature = known.officials_to_reject_signature, known.signature_reason
    keys = {act: key for act, (key, _) in ACTS.items()}
    return Rules(reasons, agreeing, signature, linked.NOBODY, ELSEWHERE, known.signature_features, keys)
