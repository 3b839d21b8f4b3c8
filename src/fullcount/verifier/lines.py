"""The manifest and the draw: what was on the paper, and which lines the seed takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from fullcount import sampling
from fullcount.ledger import Entry
from fullcount.terms import BadInput, LineState
from fullcount.verifier.book import Book, place
from fullcount.verifier.folder import Folder, values
from fullcount.verifier.rules import Rules, is_count
from fullcount.verifier.verdict import DoesNotHold, differing, exactly, shown

MANIFEST, HEADER, DRAW = "manifest.csv", "line,section,number,state", "draw.json"
LONGEST_NUMBER = 9  # digits
STATES = frozenset(state.value for state in LineState)


@dataclass(frozen=True, slots=True)
class Manifest:
    """Every line in line order. signed: position of each signed line among the signed, in line order."""

    sha256: str
    lines: int
    sections: int
    by_state: dict[str, int]
    signed: dict[str, int]
    ids: list[str]


def read_manifest(folder: Folder) -> Manifest:
    """The manifest, each row of its form, ids unique, in line order. Raises DoesNotHold with the row."""
    every: set[str] = set()
    states: Counter[str] = Counter()
    ids: list[str] = []
    before, sections = (-1, -1), 0
    for row, text in enumerate(folder.rows(MANIFEST, HEADER), start=2):
        line, section, number, state = _values(text, row)
        here = (int(section), int(number))
        if here <= before or line in every:
            what = "is repeated" if line in every else "is not in line order"
            raise DoesNotHold(f"The line {shown(line)} {what}.", f"{MANIFEST}, row {row:,}")
        every.add(line)
        sections += here[0] != before[0]
        before = here
        states[state] += 1
        if state == "signed":
            ids.append(line)
    signed = {line: at for at, line in enumerate(ids)}
    by_state = {state: states[state] for state in sorted(STATES)}
    return Manifest(folder.digest(MANIFEST), len(every), sections, by_state, signed, ids)


def check_manifest(manifest: Manifest, book: Book) -> Iterator[DoesNotHold]:
    """The manifest against the entry that froze it and those that received its sections."""
    frozen = book.only("manifest-frozen")
    raw = len(manifest.ids)
    expected = {"manifest_sha256": manifest.sha256, "raw_count": raw, "lines": manifest.lines}
    yield from differing(place(frozen), frozen.body, expected)
    received: Counter[str] = Counter()
    for entry in book.of("sections-received"):
        if entry.index > frozen.index:
            yield DoesNotHold("Sections were received after the manifest was frozen.", place(entry))
        received.update({key: _count_in(entry, key) for key in ("sections", "lines", *STATES)})
    counted = {"sections": manifest.sections, "lines": manifest.lines, **manifest.by_state}
    yield from differing(MANIFEST, dict(received), counted)


def read_sample(folder: Folder, book: Book, manifest: Manifest) -> tuple[str, ...]:
    """The ids of the sample as published, in ticket order; none where nothing was drawn."""
    if not book.of("sample-drawn"):
        return ()
    lines = folder.object(DRAW).get("lines")
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise DoesNotHold("It has no list of lines.", DRAW)
    for line in lines:
        if line not in manifest.signed:
            raise DoesNotHold(f"{shown(line)} is not a signed line of the manifest.", DRAW)
    if len(set(lines)) != len(lines):
        raise DoesNotHold("A line is drawn twice.", DRAW)
    return tuple(lines)


def check_draw(folder: Folder, book: Book, manifest: Manifest, rules: Rules) -> Iterator[DoesNotHold]:
    """The seed's place in the ledger, and the draw done again."""
    drawn = book.only("sample-drawn")
    yield from _check_order(book)
    try:
        again = sampling.draw(manifest.ids, str(drawn.body["seed"]), int(drawn.body["size"]))
        least = rules.law.sample_size(len(manifest.ids)).size
    except BadInput as error:
        raise DoesNotHold(error.sentence(), place(drawn)) from error
    common = {"manifest_sha256": manifest.sha256, "seed": again.seed, "size": again.size}
    published = folder.object(DRAW)
    yield from exactly(DRAW, published, {"algorithm": "sha256-ticket", **common, "lines": list(again.lines)})
    yield from differing(
        place(drawn), drawn.body, {**common, "lines_sha256": sampling.lines_digest(again.lines)}
    )
    if again.size < least:
        sentence = f"The sample has {again.size:,} lines; the law asks for {least:,}."
        yield DoesNotHold(sentence, place(drawn))


def _check_order(book: Book) -> Iterator[DoesNotHold]:
    frozen, seed, drawn = (book.only(kind) for kind in ("manifest-frozen", "seed-entered", "sample-drawn"))
    if seed.index < frozen.index:
        yield DoesNotHold("The seed was entered before the manifest was frozen.", place(seed))
    if drawn.index < seed.index:
        yield DoesNotHold("The sample was drawn before the seed was entered.", place(drawn))
    yield from differing(place(drawn), dict(drawn.body), {"seed": seed.body["seed"]})


def _count_in(entry: Entry, key: str) -> int:
    value = entry.body[key]
    if not is_count(value):
        raise DoesNotHold(f"{key} is not a whole number from 0.", place(entry))
    return int(value)


def _values(text: str, row: int) -> list[str]:
    place = f"{MANIFEST}, row {row:,}"
    found = values(text, 4, place)
    if not found[0] or found[3] not in STATES:
        raise DoesNotHold("The row is not a line id, section, number and state.", place)
    for number in found[1:3]:
        if not (number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER):
            raise DoesNotHold("Section or number is not a whole number.", place)
    return found
