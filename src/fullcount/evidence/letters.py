"""Letters and digits: any text to upper-case ASCII words with one space between them."""

from __future__ import annotations

import unicodedata
from typing import Final

_DROPPED: Final = "'`´‘’ʼʻ\""
_SPELLED: Final = {"ß": "SS", "Æ": "AE", "æ": "AE", "Ø": "O", "ø": "O", "Ł": "L", "ł": "L"} | {
    "Đ": "D",
    "đ": "D",
    "Þ": "TH",
    "þ": "TH",
    "ð": "D",
    "Ð": "D",
    "Œ": "OE",
    "œ": "OE",
    "ı": "I",
    "½": " 1/2",
    "¼": " 1/4",
    "¾": " 3/4",
}


def _table(kept: str) -> dict[int, str | None]:
    """ASCII to upper case; quotes away; everything but letters, digits and `kept` to a space."""
    table: dict[int, str | None] = {}
    for code in range(128):
        sign = chr(code)
        table[code] = sign.upper() if sign.isalnum() or sign in kept else " "
    return table | {ord(sign): None for sign in _DROPPED}


_WORDS: Final = _table("")
_ADDRESS: Final = _table("#/-,&")
_ACCENTED: Final = str.maketrans(_SPELLED)


def word_set(text: str) -> frozenset[str]:
    """The words of a text, for tables that are kept as text to be read."""
    return frozenset(text.split())


def words(text: str) -> str:
    """Upper-case ASCII words: accents and quotes away, other punctuation to one space."""
    return _flat(text, _WORDS)


def address_signs(text: str) -> str:
    """As `words`, but keeping the signs an address is read by: # / - , &."""
    return _flat(text, _ADDRESS)


def _flat(text: str, table: dict[int, str | None]) -> str:
    if text.isascii():
        if text.isalnum():  # one plain word, as most names are
            return text.upper()
        if text.replace(" ", "").isalnum():  # several of them
            return " ".join(text.upper().split())
    else:
        text = _ascii(text)
    return " ".join(text.translate(table).split())


def _ascii(text: str) -> str:
    spelled = text.translate(_ACCENTED)
    return "".join(map(_bare, unicodedata.normalize("NFKD", spelled)))


def _bare(sign: str) -> str:
    """An ASCII sign itself; punctuation and spaces of other scripts a space; anything else away."""
    if sign < "\x80":
        return sign
    return " " if sign not in _DROPPED and unicodedata.category(sign)[0] in "PZS" else ""


def trimmed_sql(column: str) -> str:
    """SQL (DuckDB) of a column of texts without spaces around them, empty where NULL.

    Most have none, and that an ASCII text has none is cheaper to tell than to take them off.
    """
    return (
        f"CASE WHEN {column} >= '!' AND NOT suffix({column}, ' ') AND strlen({column}) = length({column}) "
        f"THEN {column} ELSE coalesce(trim({column}), '') END"
    )
