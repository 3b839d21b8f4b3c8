"""The published result against what was counted again: projection, determination, certificate, tables."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta
from itertools import zip_longest
from typing import Any

from fullcount.ledger import Entry
from fullcount.terms import Certificate, canonical, plain
from fullcount.verifier.book import Book, body_without, certified, place, sha256
from fullcount.verifier.folder import Folder, values
from fullcount.verifier.replay import Replay, expected_determinations
from fullcount.verifier.rules import Rules
from fullcount.verifier.seal import Seal
from fullcount.verifier.verdict import DoesNotHold, differing, exactly, shown

CERTIFICATE, REASONS, STANDING = "certificate.json", "reasons.csv", "standing.csv"
PROJECTION, DETERMINATION = "projection.json", "determination.json"
REASONS_HEADER = ["code", "label", "cite", "count"]
FULL_COUNT, RANDOM_SAMPLE = "full count", "random sample"
OF_THE_LEDGER = ("ledger_size", "ledger_root")
FIELDS = frozenset(field.name for field in fields(Certificate))


def check_projection(folder: Folder, seal: Seal, book: Book, replay: Replay) -> Iterator[DoesNotHold]:
    """projection.json against the projection of the sample, done again."""
    yield from replay.complaints["projection"]
    yield from belongs(seal, (PROJECTION,), there=bool(book.of("sample-projected")))
    if replay.projection is not None and PROJECTION in seal.digests:
        yield from exactly(PROJECTION, folder.json(PROJECTION), plain(replay.projection))


def check_determination(folder: Folder, replay: Replay) -> Iterator[DoesNotHold]:
    """determination.json against the determinations made again."""
    yield from replay.complaints["determination"]
    given, expected = folder.json(DETERMINATION), expected_determinations(replay)
    if not isinstance(given, list) or len(given) != len(expected):
        raise DoesNotHold(f"It is not a list of {len(expected)} determinations.", DETERMINATION)
    for at, (theirs, ours) in enumerate(zip(given, expected, strict=True), start=1):
        yield from exactly(f"{DETERMINATION}, determination {at}", theirs, ours)


def check_certificate(
    folder: Folder, seal: Seal, book: Book, rules: Rules, replay: Replay
) -> Iterator[DoesNotHold]:
    """certificate.json against the ledger and everything counted again."""
    yield from replay.complaints["certificate"]
    entry = certified(book)
    yield from belongs(seal, (CERTIFICATE, REASONS, STANDING), there=entry is not None)
    if entry is None:
        return
    given = dict(folder.object(CERTIFICATE))
    digest = sha256(canonical(body_without(given, *OF_THE_LEDGER)))
    yield from differing(place(entry), entry.body, {"certificate_sha256": digest})
    then = {"ledger_size": entry.index, "ledger_root": book.roots_before[entry.index]}
    yield from differing(CERTIFICATE, given, then)
    yield from differing(CERTIFICATE, given, _about(entry.body, rules))
    yield from differing(CERTIFICATE, given, _figures(replay))
    yield from _check_method(given, replay)
    yield from _check_day(given, entry)
    for key in sorted(set(given) - FIELDS):
        yield DoesNotHold(f"{shown(key)} does not belong in it.", CERTIFICATE)


def check_reasons(folder: Folder, replay: Replay) -> Iterator[DoesNotHold]:
    """The reasons of the certificate and reasons.csv against those counted again."""
    if replay.final is None:
        return
    counted = replay.final.tally.by_reason
    listed = {code: (replay.reason(code).label, count) for code, count in counted.items()}
    given = dict(folder.object(CERTIFICATE)).get("by_reason")
    if not isinstance(given, list):
        raise DoesNotHold("It has no list of reasons.", CERTIFICATE)
    yield from _same_reasons(CERTIFICATE, [tuple(each) for each in given], listed)
    rows = csv.reader(folder.text(REASONS).splitlines(), strict=True)
    if next(rows, None) != REASONS_HEADER:
        raise DoesNotHold(f"The header is not {','.join(REASONS_HEADER)}.", f"{REASONS}, row 1")
    table = list(rows)
    yield from _same_reasons(REASONS, [(code, label, int(count)) for code, label, _, count in table], listed)
    for code, _, cite, _ in table:
        if code in listed and cite != replay.reason(code).cite:
            yield DoesNotHold(f"{shown(code)} is cited as {shown(cite)}; the law says otherwise.", REASONS)


def check_standing(folder: Folder, replay: Replay) -> Iterator[DoesNotHold]:
    """standing.csv against what stands for every line counted."""
    if replay.final is None:
        return
    given = (values(row, 3, STANDING) for row in folder.rows(STANDING, "line,outcome,reason"))
    for row, (ours, theirs) in enumerate(zip_longest(replay.final.tally.rows(), given), start=2):
        if ours != theirs:
            stands = "nothing" if ours is None else shown(",".join(ours))
            yield DoesNotHold(f"Counted again, {stands} stands here.", f"{STANDING}, row {row:,}")
            return


def belongs(seal: Seal, names: tuple[str, ...], *, there: bool) -> Iterator[DoesNotHold]:
    """Files that must be in the bundle, or must not, by what the ledger holds."""
    for name in names:
        if there != (name in seal.digests):
            sentence = "The file is missing." if there else "The ledger knows nothing of it."
            yield DoesNotHold(sentence, name)


def _about(body: Any, rules: Rules) -> dict[str, Any]:
    """What the certificate repeats of the petition, the law and its ledger entry."""
    petition = rules.petition
    repeated = ("title", "officer", "office", "jurisdiction", "filed", "required")
    return {
        **{key: petition.get(key) for key in repeated},
        "petition": petition.get("id"),
        "law": rules.law.id,
        "rule_set": rules.law.digest(),
        "number": body["number"],
        "amends": body["amends"],
    }


def _figures(replay: Replay) -> dict[str, Any]:
    if replay.final is None or not replay.determinations:
        raise DoesNotHold("Its figures could not be counted again.", CERTIFICATE)
    tally, sample, projection = replay.final.tally, replay.sample, replay.projection
    return {
        "raw": replay.raw,
        "sample": replay.drawn,
        "sample_valid": sample.valid if sample else 0,
        "sample_duplicates": sample.duplicates if sample else 0,
        "projected": projection.projected if projection else None,
        "valid": tally.valid,
        "disqualified": tally.disqualified,
        "verdict": replay.determinations[-1][1].verdict,
    }


def _check_method(given: dict[str, Any], replay: Replay) -> Iterator[DoesNotHold]:
    """Where the sample was everything, either name of the method is true."""
    allowed = {FULL_COUNT} if replay.full else {RANDOM_SAMPLE}
    if replay.drawn == replay.raw:
        allowed = {FULL_COUNT, RANDOM_SAMPLE}
    if given.get("method") not in allowed:
        yield DoesNotHold(f"method is not {' or '.join(sorted(allowed))}.", CERTIFICATE)


def _check_day(given: dict[str, Any], entry: Entry) -> Iterator[DoesNotHold]:
    """The day certified is the office's own, the entry's moment is UTC: they are a day apart at most."""
    entered = date.fromisoformat(entry.at[:10])
    if abs(date.fromisoformat(str(given["certified"])) - entered) > timedelta(days=1):
        sentence = f"certified is given as {shown(given['certified'])}; it was entered on {entered}."
        yield DoesNotHold(sentence, CERTIFICATE)


def _same_reasons(place: str, given: list[Any], counted: dict[str, tuple[str, int]]) -> Iterator[DoesNotHold]:
    seen = {code: (label, count) for code, label, count in given}
    if len(seen) != len(given):
        yield DoesNotHold("A reason stands in it twice.", place)
    for code in sorted(set(seen) | set(counted)):
        theirs, ours = seen.get(code, ("", 0)), counted.get(code, ("", 0))
        if theirs[1] != ours[1] or (ours[1] and theirs[0] != ours[0]):
            yield DoesNotHold(f"{shown(code)} is given {shown(theirs[1])} times; counted {ours[1]:,}.", place)
