"""Names and addresses of many rows in normal form, as numbers of two lexicons: names, and words of places.

The functions are those of `evidence`, asked once for each distinct text: a petition of 700,000 lines has
perhaps 100,000 distinct surnames, a county of millions of voters 400,000.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from functools import reduce
from typing import Final, Generic, NamedTuple, TypeVar

import numpy as np

from fullcount.evidence.addresses import AddressForm, address_form, zip_form
from fullcount.evidence.letters import words
from fullcount.evidence.names import (
    SUFFIX_FORMS,
    GivenParts,
    NameForm,
    SurnameParts,
    given_parts,
    split_given,
    split_name,
    suffix_form,
    surname_parts,
)
from fullcount.evidence.street_words import DIRECTIONS, KINDS
from fullcount.evidence.streets import StreetForm, street_form, unit_form
from fullcount.linkage.arrays import Columns, Flags, Ints
from fullcount.linkage.coding import Coded, Lexicon, combined

Raw = Mapping[str, Coded]
Texts = Mapping[str, Sequence[str]]
Form = TypeVar("Form", StreetForm, AddressForm)
Whole = Callable[[str, str, str], NameForm | None]
Cities = Callable[[], Container[str]]

_TYPES: Final = frozenset(KINDS.values())
_CITY_WORDS: Final = 4  # at most


class Lexicons(NamedTuple):
    """What the numbers of names and of the words of addresses stand for."""

    names: Lexicon
    places: Lexicon

    def parted(self) -> Lexicons:
        """These, ready for names and places to be read side by side.

        Of the words of places a name has its suffix alone: suffixes get their numbers now.
        """
        self.places.numbers(SUFFIX_FORMS)
        return self


class _Given(NamedTuple):
    """A column of given names: the parts of each text, and the texts' numbers by row."""

    parts: list[GivenParts]
    codes: Ints

    def rest(self) -> Coded:
        return Coded([part.rest for part in self.parts], self.codes)

    def whole(self) -> Coded:
        return Coded([f"{part.first} {part.rest}".strip() for part in self.parts], self.codes)


class ReadNames(NamedTuple):
    """Names of columns of texts as `evidence` reads them, in the order of the texts; numbers come later."""

    first: list[GivenParts]
    middle: list[GivenParts]
    last: list[SurnameParts]
    suffix: list[str]


class ReadPlaces(NamedTuple, Generic[Form]):
    """Addresses of columns of texts as `evidence` reads them, in the order of the texts."""

    street: list[Form]
    unit: list[str]
    city: list[str]
    zip: list[str]


def read_names(texts: Texts) -> ReadNames:
    """Read texts of names: first, middle, last and, where there is such a column, suffix."""
    return ReadNames(
        [given_parts(text) for text in texts["first"]],
        [given_parts(text) for text in texts["middle"]],
        [surname_parts(text) for text in texts["last"]],
        [suffix_form(text) for text in texts.get("suffix", ())],
    )


def read_voter_places(texts: Texts) -> ReadPlaces[StreetForm]:
    """Read texts of voters: rest (an address without house number), unit, city, zip."""
    return ReadPlaces(
        [street_form(text) for text in texts["rest"]],
        [unit_form(text) for text in texts["unit"]],
        [words(text) for text in texts["city"]],
        [zip_form(text) for text in texts["zip"]],
    )


def read_line_places(texts: Texts) -> ReadPlaces[AddressForm]:
    """Read texts of lines: place (with 1 for a number), flat, city, zip."""
    return ReadPlaces(
        [address_form(text) for text in texts["place"]],
        [unit_form(text) for text in texts["flat"]],
        [words(text) for text in texts["city"]],
        [_line_zip(text) for text in texts["zip"]],
    )


def voter_names(raw: Raw, read: ReadNames, known: Lexicons) -> Columns:
    """first, middle, last, suffix of voters as a file has them."""
    return _names(raw, read, known, _title_only)


def line_names(raw: Raw, read: ReadNames, known: Lexicons) -> Columns:
    """first, middle, last, suffix of lines as they were keyed: name, or first, middle, last."""
    return _names(raw, read, known, _written_in_one)


def voter_places(raw: Raw, read: ReadPlaces[StreetForm], known: Lexicons) -> Columns:
    """direction, street, kind, unit, city, zip of voters."""
    rest = raw["rest"].codes
    bare = Coded([form.unit for form in read.street], rest)
    either = combined(Coded(read.unit, raw["unit"].codes), bare, lambda own, other: own or other)
    return {
        **_street_columns(read.street, rest, known),
        "unit": _marks(Coded([form.fraction for form in read.street], rest), either, known),
        "city": known.places.numbers(read.city)[raw["city"].codes],
        "zip": known.places.numbers(read.zip)[raw["zip"].codes],
    }


def line_places(raw: Raw, read: ReadPlaces[AddressForm], known: Lexicons, cities: Cities) -> Columns:
    """direction, street, kind, unit, city, zip of lines.

    And read_number: the house number read in the place, for lines that do not begin with one. cities: gives
    the roll's, in normal form.
    """
    forms, places = _without_cities(raw["place"].texts, read.street, cities), raw["place"].codes
    flat, within = Coded(read.unit, raw["flat"].codes), Coded([form.unit for form in forms], places)
    unit = combined(flat, within, lambda own, other: other + own)
    city = known.places.numbers(read.city)[raw["city"].codes]
    zips = known.places.numbers(read.zip)[raw["zip"].codes]
    return {
        **_street_columns(forms, places, known),
        "unit": _marks(Coded([form.fraction for form in forms], places), unit, known),
        "city": _either(city, known.places.numbers(form.city for form in forms)[places]),
        "zip": _either(zips, known.places.numbers(form.zip for form in forms)[places]),
        "read_number": np.array([int(form.number or 0) for form in forms], dtype=np.int32)[places],
    }


def _without_cities(texts: Sequence[str], read: list[AddressForm], cities: Cities) -> list[AddressForm]:
    """Forms of addresses, read anew where a city of the roll follows the street without a comma."""
    forms = list(read)
    doubtful = [
        place
        for place, form in enumerate(forms)
        if " " in form.street and not _TYPES.isdisjoint(form.street.split(" ")[1:])
    ]
    if doubtful:
        known = cities()
        for place in doubtful:
            forms[place] = _without_city(texts[place], forms[place], known)
    return forms


def _without_city(text: str, form: AddressForm, cities: Container[str]) -> AddressForm:
    parts = text.split()
    for count in range(1, min(_CITY_WORDS, len(parts) - 3) + 1):
        before = words(parts[-count - 1])
        city = words(" ".join(parts[-count:]))
        if (before in KINDS or before in DIRECTIONS) and city in cities:
            return address_form(" ".join(parts[:-count]), city=city)
    return form


def _names(raw: Raw, read: ReadNames, known: Lexicons, whole: Whole) -> Columns:
    first, middle, last = raw["first"], raw["middle"], raw["last"]
    given, further = _Given(read.first, first.codes), _Given(read.middle, middle.codes)
    more = combined(given.rest(), further.whole(), lambda one, other: f"{one} {other}".strip())
    suffixes = [
        read.suffix,
        [part.suffix for part in read.last],
        [part.suffix for part in further.parts],
        [part.suffix for part in given.parts],
    ]
    codes = [raw["suffix"].codes if "suffix" in raw else first.codes, last.codes, middle.codes, first.codes]
    columns = {
        "first": known.names.numbers(part.first for part in given.parts)[first.codes],
        "middle": known.names.numbers(more.texts)[more.codes],
        "last": known.names.numbers(part.last for part in read.last)[last.codes],
        "suffix": reduce(_either, map(_or_none(known), suffixes, codes)),
    }
    _take_whole(raw, given, further, columns, known, whole)
    return columns


def _or_none(known: Lexicons) -> Callable[[list[str], Ints], Ints]:
    """Numbers of some rows' texts; where all texts are empty no row is looked up."""

    def numbers(texts: list[str], codes: Ints) -> Ints:
        if not any(texts):
            return np.zeros(len(codes), dtype=np.int32)
        return known.places.numbers(texts)[codes]

    return numbers


def _take_whole(  # noqa: PLR0913, PLR0917 - the rows as they came, as they are read, and who reads them
    raw: Raw, given: _Given, further: _Given, columns: dict[str, Ints], known: Lexicons, whole: Whole
) -> None:
    """Names that stand in one field, whichever: the columns of these rows are set anew."""
    first, last = raw["first"], raw["last"]
    no_first = np.array([not part.first for part in given.parts], dtype=np.bool_)[first.codes]
    rows = np.flatnonzero(no_first | ~last.where(bool))
    name = raw.get("name") or Coded([""], np.zeros(len(first.codes), dtype=np.int32))
    for row in rows.tolist():
        form = whole(*(column.texts[column.codes[row]] for column in (first, last, name)))
        if form is None:
            continue
        more = further.parts[further.codes[row]]
        middle = f"{form.middle} {more.first} {more.rest}".split()
        columns["first"][row] = known.names.number(form.first)
        columns["middle"][row] = known.names.number(" ".join(middle))
        columns["last"][row] = known.names.number(form.last)
        if form.suffix:
            columns["suffix"][row] = known.places.number(form.suffix)


def _title_only(first: str, last: str, _name: str) -> NameForm | None:
    """Where the field of given names holds a title only, the surname field begins with the given name."""
    shifted = first.strip() and not given_parts(first).first and " " in last.strip()
    return split_given(first, "", last) if shifted else None


def _written_in_one(first: str, last: str, name: str) -> NameForm | None:
    if first and not last and not name and " " not in first.strip():
        return None  # a given name alone; of several words the field may hold the whole name
    if not first or not last:
        whole = (first or last) or name
        return split_name(whole) if whole else None
    given, _, rest = last.strip().partition(" ")
    return split_name(f"{rest}, {given}") if rest and not given_parts(first).first else None


def _street_columns(
    forms: list[StreetForm] | list[AddressForm], codes: Ints, known: Lexicons
) -> dict[str, Ints]:
    return {
        name: known.places.numbers(getattr(form, name) for form in forms)[codes]
        for name in ("direction", "street", "kind")
    }


def _marks(fraction: Coded, unit: Coded, known: Lexicons) -> Ints:
    """Which door: a fraction of the house number and the unit."""
    both = combined(fraction, unit, lambda one, other: f"{one} {other}".strip())
    return known.places.numbers(both.texts)[both.codes]


def _line_zip(text: str) -> str:
    """The five digits that a ZIP begins with."""
    return text[:5] if text[:5].isascii() and text[:5].isdigit() and len(text) >= 5 else ""  # noqa: PLR2004


def _either(one: Ints, other: Ints) -> Ints:
    """The first of two numbers that is not 0, row by row."""
    return np.where(one > 0, one, other)


def spaced(texts: list[str], codes: Ints) -> Flags:
    """The rows whose text has several words."""
    return np.fromiter((" " in text for text in texts), np.bool_, len(texts))[codes]
