"""The published form of a law: plain JSON that a bundle carries and anyone can apply again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fullcount.law.entry import SECTIONS, Entry
from fullcount.law.rulebook import make_entry
from fullcount.law.schema import Book, check_book
from fullcount.terms import BadInput, plain

FORM = "fullcount law v1"
HEAD = ("id", "title", "says", "filed")
FIELDS = ("says", "unit", "value", "from", "cite", "status", "note", "source")
FILE = "law.json"


def as_plain(law_id: str, title: str, says: str, filed: date, book: Book) -> dict[str, Any]:
    """Plain JSON: the head, then section -> name -> the entry's fields."""
    body = {section: {name: _fields(entry) for name, entry in book[section].items()} for section in SECTIONS}
    published: dict[str, Any] = plain(
        {"form": FORM, "id": law_id, "title": title, "says": says, "filed": filed, **body}
    )
    return published


def read_plain(published: Mapping[str, Any]) -> tuple[dict[str, str], Book]:
    """The head and the entries, every one checked as the rulebook's are. BadInput where it fails."""
    if not isinstance(published, Mapping) or published.get("form") != FORM:
        raise BadInput(f"It is not a published law of the form '{FORM}'.", file=FILE)
    unknown = sorted(set(published) - {"form", *HEAD, *SECTIONS})
    if unknown:
        raise BadInput(f"'{unknown[0]}' is not a part of a published law.", file=FILE)
    head = {key: _head(published, key) for key in HEAD}
    _date(head["filed"], "filed")
    book = {section: _section(published, section) for section in SECTIONS}
    check_book(book, FILE)
    return head, book


def _fields(entry: Entry) -> dict[str, Any]:
    given = {"from": entry.since, **{key: getattr(entry, key) for key in FIELDS if key != "from"}}
    return {**given, **entry.extra}


def _head(published: Mapping[str, Any], key: str) -> str:
    if not isinstance(published.get(key), str):
        raise BadInput(f"It has no '{key}'.", file=FILE)
    return str(published[key])


def _section(published: Mapping[str, Any], section: str) -> dict[str, Entry]:
    body = published.get(section)
    if not isinstance(body, Mapping):
        raise BadInput(f"It has no '{section}'.", file=FILE)
    return {name: _entry(section, name, fields) for name, fields in body.items()}


def _entry(section: str, name: str, fields: object) -> Entry:
    place = f"{section}.{name}"
    if not isinstance(fields, Mapping) or any(key not in fields for key in FIELDS):
        raise BadInput(
            "It lacks a field.", file=FILE, column=place, do=f"Every value has {', '.join(FIELDS)}."
        )
    since = _date(fields["from"], place)
    extra = {key: value for key, value in fields.items() if key not in FIELDS}
    return make_entry({**fields, "from": since, "section": section, "name": name}, extra, place, FILE)


def _date(text: object, place: str) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError as error:
        raise BadInput(f"{text!r} is not a date.", file=FILE, column=place) from error
