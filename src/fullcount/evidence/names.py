"""Names of persons in normal form: the same person's name written two ways gives one form.

Decisions, so that two programs agree:

- Upper-case ASCII; accents and apostrophes away (O'Brien: OBRIEN), other punctuation to a space.
- The first given word is `first`; further given words lead `middle` (Mary Ann: MARY, ANN).
- Particles are written together with what follows (de la Cruz, Dela Cruz: DELACRUZ; Mc Coy: MCCOY), so
  that every word of `last` is one whole surname (Dela Cruz-Smith: DELACRUZ SMITH).
- A digit within a word of letters is the letter it was misread for (8OBBIE: BOBBIE; J0HN: JOHN), and RN
  at the beginning an M (RNARY: MARY).
- Titles and post-nominals are away; a generational suffix has its own place (JR, SR, II, III, IV, V).
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from fullcount.evidence.letters import word_set, words

TITLES: Final = word_set("DR MR MRS MS MISS MX REV HON PROF SIR FR SGT CAPT LT COL")
POST_NOMINALS: Final = word_set("MD DDS DMD DVM PHD EDD JD ESQ ESQUIRE CPA RN LVN DO PE MBA OD DC")
# DO is also a surname, DC initials: they are only taken off where a surname is left before them.

SUFFIXES: Final = {
    "JR": "JR",
    "SR": "SR",
    "JNR": "JR",
    "SNR": "SR",
    "II": "II",
    "III": "III",
    "IV": "IV",
    "2ND": "II",
    "3RD": "III",
    "4TH": "IV",
}
_ALONE: Final = SUFFIXES | {"JUNIOR": "JR", "SENIOR": "SR", "V": "V", "5TH": "V", "I": "I", "1ST": "I"}
SUFFIX_FORMS: Final = tuple(dict.fromkeys(_ALONE.values()))
_AFTER_SURNAME: Final = SUFFIXES | {"V": "V"}

PARTICLES: Final = word_set(
    "DE DEL DELA DELOS DELAS LA LAS LOS LE DU DES DI DA DAL DALLA DELLA DEGLI DOS DAS DO VAN VANDE VANDER "
    "VON VOM ZU ZUM DER DEN TER TEN MC MAC O D L ST SAINT SAN SANTA SANTO EL AL ABU BIN IBN BEN FITZ"
)
_GIVEN_PARTICLES: Final = word_set("DE LA LE DA DEL MC O D")

_DIGIT: Final = re.compile(r"[0-9]")
_LETTER_FOR: Final = str.maketrans("01245678", "OIZASGTB")


class NameForm(NamedTuple):
    """A person's name in normal form; a part that is unknown is empty."""

    first: str
    middle: str
    last: str
    suffix: str


class GivenParts(NamedTuple):
    """What a field of given names holds: the first word, the further words, a suffix found there."""

    first: str
    rest: str
    suffix: str


class SurnameParts(NamedTuple):
    """What a field of surnames holds: the surnames, and a suffix found there."""

    last: str
    suffix: str


def given_form(text: str) -> str:
    """Given names in normal form, all words: "Dr. José-Luis Jr" gives JOSE LUIS."""
    first, rest, _ = given_parts(text)
    return f"{first} {rest}" if rest else first


def given_parts(text: str) -> GivenParts:
    """Given names apart: first word, further words, suffix. A title alone gives nothing."""
    flat = _letters(text)
    if " " not in flat:
        return GivenParts("" if flat in TITLES else flat, "", "")
    parts = flat.split(" ")
    suffix = _take_endings(parts, SUFFIXES)
    _take_titles(parts)
    if len(parts) == 1 and parts[0] in TITLES:
        return GivenParts("", "", suffix)
    parts = _joined(parts, _GIVEN_PARTICLES)
    return GivenParts(parts[0], " ".join(parts[1:]), suffix)


def surname_form(text: str) -> str:
    """Surnames in normal form: "Dela Cruz-Smith, Jr." gives DELACRUZ SMITH."""
    return surname_parts(text).last


def surname_parts(text: str) -> SurnameParts:
    """Surnames and the suffix written with them; "y" and "e" between two surnames are away."""
    flat = _letters(text)
    if " " not in flat:
        return SurnameParts(flat, "")
    parts = flat.split(" ")
    suffix = _take_endings(parts, _AFTER_SURNAME)
    _take_titles(parts)
    if len(parts) > 2:  # noqa: PLR2004 - a word between two others
        parts = [parts[0], *(part for part in parts[1:-1] if part not in {"Y", "E"}), parts[-1]]
    return SurnameParts(" ".join(_joined(parts, PARTICLES)), suffix)


def suffix_form(text: str) -> str:
    """A generational suffix in normal form: "Jr.", "junior" give JR; a post-nominal gives nothing."""
    for word in words(text).split(" "):
        if word in _ALONE:
            return _ALONE[word]
    return ""


def split_given(first: str, middle: str = "", last: str = "", suffix: str = "") -> NameForm:
    """A name kept in several fields, in normal form.

    Where the field of given names holds only a title ("Dr.", "Gina Burnett"), the first word of the
    surname field is the given name.
    """
    given, surname = given_parts(first), surname_parts(last)
    if not given.first and first.strip() and " " in last.strip():
        first, _, last = last.strip().partition(" ")
        given, surname = given_parts(first), surname_parts(last)
    further = given_parts(middle)
    more = f"{further.first} {further.rest}" if further.rest else further.first
    return NameForm(
        given.first,
        f"{given.rest} {more}" if given.rest and more else given.rest or more,
        surname.last,
        suffix_form(suffix) or surname.suffix or further.suffix or given.suffix,
    )


def split_name(text: str) -> NameForm:
    """A name written in one field: "Smith, John Q Jr", "Dr. Mary Ann de la Cruz-Smith, MD".

    Without a comma the last word (with the particles before it; a hyphen holds two together) is the
    surname, the first word the given name; one word alone is a surname.
    """
    pieces = [piece for piece in (part.strip() for part in text.split(",")) if words(piece)]
    endings = [piece for piece in pieces[1:] if _only_endings(piece)]
    pieces = [piece for piece in pieces if piece not in endings]
    suffix = " ".join(endings)
    if len(pieces) > 1:
        return split_given(" ".join(pieces[1:]), "", pieces[0], suffix)
    given, last = _cut_natural(pieces[0] if pieces else "")
    return split_given(given, "", last, suffix)


def _letters(text: str) -> str:
    """A name's words; a digit among letters is read as a letter, unless the word is a suffix."""
    flat = words(text)
    if flat.startswith("RN"):  # no name begins so, but an M may look so
        flat = "M" + flat[2:]
    if flat.isalpha() or not _DIGIT.search(flat):
        return flat
    return " ".join(
        word if word.isdigit() or word in _ALONE else word.translate(_LETTER_FOR) for word in flat.split(" ")
    )


def _only_endings(piece: str) -> bool:
    return all(word in _ALONE or word in POST_NOMINALS or word in TITLES for word in words(piece).split(" "))


def _cut_natural(text: str) -> tuple[str, str]:
    """Given names and surname of a name in natural order, as pieces of the text."""
    parts = [part for part in text.split() if words(part)]
    while len(parts) > 1 and words(parts[0]) in TITLES:
        parts.pop(0)
    end = len(parts)
    while end > 2 and _only_endings(parts[end - 1]):  # noqa: PLR2004 - a first and a last name stay
        end -= 1
    begin = max(end - 1, 0)
    while begin > 1 and words(parts[begin - 1]) in PARTICLES:
        begin -= 1
    return " ".join(parts[:begin]), " ".join(parts[begin:])


def _take_titles(parts: list[str]) -> None:
    while len(parts) > 1 and parts[0] in TITLES:
        parts.pop(0)


def _take_endings(parts: list[str], suffixes: dict[str, str]) -> str:
    """Take suffixes and post-nominals off the end; the first suffix of the name is returned."""
    suffix = ""
    while len(parts) > 1 and (parts[-1] in suffixes or parts[-1] in POST_NOMINALS):
        suffix = suffixes.get(parts.pop(), suffix)
    return suffix


def _joined(parts: list[str], particles: frozenset[str]) -> list[str]:
    """Words with each particle written together with the word after it."""
    out: list[str] = []
    held = ""
    for part in parts[:-1]:
        if part in particles:
            held += part
        else:
            out.append(held + part)
            held = ""
    out.append(held + parts[-1])
    return out
