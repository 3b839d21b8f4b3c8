"""The rulebook on disk: finding a rule, resolving it to one day, checking every part of it.

A rule lies at rulebook/<state>/<petition>/rule.toml and may use shared files beside it. A dated
value holds until the next one; `ended = true` is how the end of a rule is written.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from fullcount.law.entry import NEEDS_NOTE, SECTIONS, Entry, Status, read_value
from fullcount.law.schema import check_book, check_entry
from fullcount.terms import BadInput, NotFound, UnknownLaw

SHIPPED = Path(__file__).parent / "rulebook"
ID = re.compile(r"[a-z]{2}/[a-z0-9]+(-[a-z0-9]+)*")
HEAD = ("title", "says", "since", "since_note", "uses")
DATED = ("from", "value", "ended", "cite", "status", "note", "source")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the rulebook, not yet of a day. since: the first day it says anything about."""

    id: str
    title: str
    says: str
    since: date
    since_note: str
    uses: tuple[str, ...]


def index(rulebook: Path = SHIPPED) -> tuple[Rule, ...]:
    """Every rule of the rulebook, by id."""
    files = sorted(rulebook.glob("*/*/rule.toml"))
    return tuple(_rule("/".join(file.parts[-3:-1]), file) for file in files)


def rule_of(law_id: str, rulebook: Path = SHIPPED) -> Rule:
    """The rule of that id. UnknownLaw, naming the nearest ids, where there is none."""
    file = rulebook / law_id / "rule.toml"
    if not ID.fullmatch(law_id) or not file.is_file():
        raise _unknown(law_id, rulebook)
    return _rule(law_id, file)


def resolve(rule: Rule, filed: date, rulebook: Path = SHIPPED) -> dict[str, dict[str, Entry]]:
    """What the rule says to a petition filed that day: section -> name -> entry, checked.

    UnknownLaw before the rule's first day; BadInput where the rulebook itself is faulty.
    """
    if filed < rule.since:
        raise UnknownLaw(
            f"{rule.id} holds nothing for a petition filed on {filed}.",
            why=f"Its first values are of {rule.since}.",
            do="Check the filing date.",
        )
    book: dict[str, dict[str, Entry]] = {section: {} for section in SECTIONS}
    for file in (*(rulebook / f"{name}.toml" for name in rule.uses), rulebook / rule.id / "rule.toml"):
        for entry in _entries(file, filed):
            _add(book, entry, file)
    check_book(book, f"{rule.id}/rule.toml")
    return book


def _unknown(law_id: str, rulebook: Path) -> UnknownLaw:
    ids = [rule.id for rule in index(rulebook)]
    near = difflib.get_close_matches(law_id, ids, n=1)
    return UnknownLaw(
        f"There is no rule '{law_id}' in the rulebook.",
        why=f"Did you mean '{near[0]}'?" if near else "",
        do=f"The rules are: {', '.join(ids)}.",
    )


def _rule(law_id: str, file: Path) -> Rule:
    data = parse(file)
    unknown = sorted(set(data) - {*HEAD, *SECTIONS})
    lacking = [key for key in HEAD if key not in data]
    if unknown or lacking:
        raise BadInput(
            f"'{(unknown or lacking)[0]}' {'is not known' if unknown else 'is missing'}.", file=file
        )
    if type(data["since"]) is not date or not isinstance(data["uses"], list):
        raise BadInput("since is a date and uses a list of files.", file=file)
    head = {key: data[key] for key in HEAD}
    return Rule(law_id, **{**head, "uses": tuple(head["uses"])})


@lru_cache(maxsize=256)
def parse(file: Path) -> dict[str, Any]:
    """A TOML file with exact decimals. NotFound or BadInput where it cannot be read."""
    try:
        with file.open("rb") as stream:
            return tomllib.load(stream, parse_float=Decimal)
    except FileNotFoundError as error:
        raise NotFound(f"The rulebook has no file '{'/'.join(file.parts[-3:])}'.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"It is not TOML: {error}.", file=file) from error


def _add(book: dict[str, dict[str, Entry]], entry: Entry, file: Path) -> None:
    if entry.name in book[entry.section]:
        place = f"{entry.section}.{entry.name}"
        raise BadInput("It is given twice.", file=file, column=place, do="A value lives in one place.")
    book[entry.section][entry.name] = entry


def _entries(file: Path, filed: date) -> Iterator[Entry]:
    """The entries of a file that are in force; every dated value of it is checked, in force or not."""
    data = parse(file)
    for section in SECTIONS:
        for name, body in data.get(section, {}).items():
            history = [
                _dated(section, name, body, row, file.name) for row in _history(section, name, body, file)
            ]
            begun = [(since, entry) for since, entry in history if since <= filed]
            if begun and begun[-1][1] is not None:
                yield begun[-1][1]


def _history(section: str, name: str, body: Mapping[str, Any], file: Path) -> list[dict[str, Any]]:
    place = f"{section}.{name}"
    rows = body.get("dated") if isinstance(body, Mapping) else None
    if not rows or not all(isinstance(row, dict) for row in rows):
        raise BadInput("It has no dated values.", file=file, column=place, do=f"Add [[{place}.dated]].")
    dates = [row.get("from") for row in rows]
    if not all(type(day) is date for day in dates):
        raise BadInput("A dated value has no 'from' date.", file=file, column=place)
    if dates != sorted(set(dates)):
        raise BadInput("The dated values do not climb.", file=file, column=place, do="Put the oldest first.")
    return list(rows)


def _dated(
    section: str, name: str, body: Mapping[str, Any], row: Mapping[str, Any], file: str
) -> tuple[date, Entry | None]:
    place = f"{section}.{name}, from {row['from']}"
    unknown = sorted(set(row) - set(DATED))
    if unknown:
        raise BadInput(f"'{unknown[0]}' is not a field of a dated value.", file=file, column=place)
    if ("value" in row) == (row.get("ended") is True):
        raise BadInput("It has neither or both of a value and 'ended = true'.", file=file, column=place)
    fields = {**{key: body.get(key, "") for key in ("says", "unit")}, **row, "section": section, "name": name}
    extra = {key: body[key] for key in body if key not in ("says", "unit", "dated")}
    if row.get("ended"):
        check_words(fields, place, file)
        return row["from"], None
    return row["from"], make_entry(fields, extra, place, file)


def make_entry(fields: Mapping[str, Any], extra: Mapping[str, Any], place: str, file: str) -> Entry:
    """An entry of its plain fields, checked. Shared by the rulebook and by published law."""
    check_words(fields, place, file)
    entry = Entry(
        **{key: fields[key] for key in ("section", "name", "says", "unit", "cite")},
        value=read_value(fields["value"], fields["unit"], place, file),
        since=fields["from"],
        status=Status(fields["status"]),
        note=fields.get("note", ""),
        source=fields.get("source", ""),
        extra=dict(extra),
    )
    check_entry(entry, file)
    return entry


def check_words(fields: Mapping[str, Any], place: str, file: str) -> None:
    """Raise BadInput where says, cite or status is missing, or a doubt has no note."""
    for key in ("says", "cite", "status"):
        if not isinstance(fields.get(key), str) or not fields[key].strip():
            raise BadInput(f"It has no '{key}'.", file=file, column=place, do=f"Give its {key}.")
    if fields["status"] not in set(Status):
        known = ", ".join(Status)
        raise BadInput(f"'{fields['status']}' is not a status.", file=file, column=place, do=f"Use {known}.")
    for key in ("note", "source"):
        if not isinstance(fields.get(key, ""), str):
            raise BadInput(f"Its {key} is not a text.", file=file, column=place)
    if fields["status"] in NEEDS_NOTE and not fields.get("note", "").strip():
        raise BadInput(
            f"Its status is {fields['status']} and it has no note.",
            file=file,
            column=place,
            do="Say in `note` what was not seen.",
        )
