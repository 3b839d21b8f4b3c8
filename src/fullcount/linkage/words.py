"""Evidence in words: what an examiner reads beside a candidate. No name and no address stands in it."""

from __future__ import annotations

from collections.abc import Sequence

from fullcount.linkage.levels import AT_THE_HOUSE, MISREAD
from fullcount.linkage.weights import COMPARISONS, Weights

SHARED_VOTER = "linked to the same voter"
SHARED_WORDS = "alike in name, and in address or date of birth; nobody found on the roll"

# What a line for which nobody was found was searched by, and what it must give for that (SQL on `line`).
SEARCHES = {
    "the house": "number IS NOT NULL AND street IS NOT NULL",
    "the name at other addresses": "first IS NOT NULL AND last IS NOT NULL",
    "the date of birth": "born IS NOT NULL AND coalesce(first, last, number, street, zip) IS NOT NULL",
    "name or address misread": "coalesce(first, last) IS NOT NULL",
}
NOT_SEARCHED = "too little can be read to search by"

# What a ditto mark may stand for, by where it stands in the table `text`: a bit each, in this order.
DITTO = {"last": "last name", "place": "address", "city": "city", "zip": "ZIP"}


def from_above(marks: int) -> str:
    """The words for what a line took from the line above, marks being bits in the order of DITTO."""
    *most, last = [words for bit, words in enumerate(DITTO.values()) if marks >> bit & 1] or [""]
    parts = f"{', '.join(most)} and {last}" if most else last
    return f"{parts} by ditto mark, from the line above" if parts else ""


def evidence(codes: Sequence[int], weights: Weights, marks: int = 0) -> str:
    """The words for a pair's levels, codes in the order of COMPARISONS, joined by semicolons.

    marks: what the line took from the line above, as in `from_above`; said last.
    """
    rows = {name: weights.levels[name][code] for name, code in zip(COMPARISONS, codes, strict=True)}
    both = rows["first"].level == rows["last"].level == "same"
    names = ["same first and last name"] if both else [rows["first"].words, rows["last"].words]
    more = [rows[name].words for name in ("middle", "suffix", "born", "address", "time")]
    if rows["address"].level in (*AT_THE_HOUSE, *MISREAD):
        more += [rows["way"].words, rows["area"].words]
        if rows["first"].level == "different" != rows["last"].level:
            twin = rows["born"].level == "same"
            more.append("the signer or a twin" if twin else "a housemate, not the signer")
    return "; ".join(text for text in (*names, *more, from_above(marks)) if text)
