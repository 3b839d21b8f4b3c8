"""fsck of a case: the ledger itself, every row against the entry that wrote it, the storage's guards.

Names the first that does not fit of each kind of problem, and goes on. It reads everything once, in
bounded memory, and takes the confidential rows through their commitments with the case's own secret.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection, models
from django.db.models import Count, Q

from fullcount import ledger, paper, sampling
from fullcount.case import guards, kinds, read, rows
from fullcount.case.book import CHUNK, body_of, digest, entries, reading
from fullcount.case.documents import certificate_of
from fullcount.case.home import Case
from fullcount.case.items import item_trees
from fullcount.case.models import (
    STATE,
    Document,
    DrawnRow,
    Entry,
    LineRow,
    Pen,
    PetitionRow,
    SectionRow,
)
from fullcount.ledger import Problem
from fullcount.terms import LineState, Progress, UserError, silent

WRITTEN_BY: dict[str, frozenset[str]] = {
    "petition": frozenset(kinds.PHASES),
    "document": frozenset(
        {
            kinds.OPENED,
            kinds.ROLL,
            kinds.LINKED,
            kinds.SETTLED,
            kinds.PROJECTED,
            kinds.DETERMINED,
            kinds.CERTIFIED,
            kinds.AMENDED,
        }
    ),
    "section": frozenset({kinds.RECEIVED}),
    "line": frozenset({kinds.RECEIVED}),
    "drawn": frozenset({kinds.DRAWN}),
    "transcript": frozenset({kinds.TRANSCRIBED}),
    "candidate": frozenset({kinds.LINKED}),
    "reading": frozenset({kinds.LINKED}),
    "duplicate_group": frozenset({kinds.LINKED}),
    "finding": frozenset({kinds.FINDINGS}),
    "withdrawal": frozenset({kinds.WITHDRAWALS}),
    "settlement": frozenset({kinds.SETTLED}),
}
"""The kinds of entry that write to each table."""


def fsck(case: Case, progress: Progress = silent) -> ledger.Report:
    """Check the whole case. The report's size and root are the ledger's; problems in ledger order."""
    with reading(case):
        report = ledger.fsck(entries())
        problems = list(report.problems)
        if not problems:
            for check in (_guards, _pen, _owners, _received, _manifest, _drawn, _documents, _phase):
                problems += check(report.size)
            problems += _items(case.secret, progress)
    ordered = sorted(problems, key=lambda problem: problem.index)
    return ledger.Report(report.size, report.root, tuple(ordered))


def _guards(size: int) -> Iterator[Problem]:
    """The guards must stand as they were put up."""
    state = [model._meta.db_table for model in STATE]  # noqa: SLF001 - Django's documented way to a model's table
    sqlite = connection.vendor == "sqlite"
    expected = guards.sqlite_guards(state) if sqlite else guards.postgres_guards(state)
    standing = _sqlite_triggers() if sqlite else _postgres_triggers()
    for name, text in expected.items():
        if name not in standing or (sqlite and standing[name] != text):
            yield Problem(size, f"is not safe: the storage's guard {name} is missing or altered")


def _sqlite_triggers() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


def _postgres_triggers() -> dict[str, str]:
    """Guards that are enabled and whose function has the text it was made with."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, p.proname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
        )
        found = cursor.fetchall()
    functions = guards.POSTGRES_FUNCTIONS
    return {name: made for name, made, source in found if source in functions.get(made, "")}


def _pen(size: int) -> Iterator[Problem]:
    if Pen.objects.exclude(open_for_id=None).exists():
        yield Problem(size, "was begun and not written, but its transaction was committed")


def _owners(size: int) -> Iterator[Problem]:
    """Every row must name an entry that writes to its table."""
    kind_of = dict(Entry.objects.values_list("index", "kind"))
    for model in STATE:
        table = model._meta.db_table  # noqa: SLF001 - as above
        for index in _entries_of(model):
            if kind_of.get(index) not in WRITTEN_BY[table]:
                yield Problem(min(index, size), f"does not write {table} rows, but there is one under it")


def _entries_of(model: type[models.Model]) -> list[int]:
    found = model._default_manager.order_by().values_list("entry_id", flat=True).distinct()  # noqa: SLF001 - as above
    return sorted(found)


def _of_kind(*wanted: str) -> Iterator[tuple[int, dict[str, Any]]]:
    found = Entry.objects.filter(kind__in=wanted).order_by("index")
    return ((entry.index, body_of(entry)) for entry in found.iterator(chunk_size=CHUNK))


def _differs(index: int, body: dict[str, Any], found: dict[str, Any]) -> Iterator[Problem]:
    for name, value in found.items():
        if body.get(name) != value:
            yield Problem(index, f"says {name} is {body.get(name)}, but the case has {value}")
            return


def _received(_: int) -> Iterator[Problem]:
    by_state = {state.value: Count("place", filter=Q(state=state.value)) for state in LineState}
    names = ("lines", *by_state)
    counts = LineRow.objects.order_by().values_list("entry_id").annotate(lines=Count("place"), **by_state)
    lines = {index: dict(zip(names, each, strict=True)) for index, *each in counts}
    sections = SectionRow.objects.order_by().values_list("entry_id").annotate(n=Count("number"))
    logged = dict(sections)
    for index, body in _of_kind(kinds.RECEIVED):
        yield from _differs(index, body, {"sections": logged.get(index, 0), **lines.get(index, {"lines": 0})})


def _manifest(_: int) -> Iterator[Problem]:
    for index, body in _of_kind(kinds.FROZEN):
        raw = LineRow.objects.filter(state=LineState.SIGNED.value).count()
        found = {
            "lines": LineRow.objects.count(),
            "raw_count": raw,
            "manifest_sha256": rows.manifest_digest(),
        }
        yield from _differs(index, body, found)


def _drawn(_: int) -> Iterator[Problem]:
    for index, body in _of_kind(kinds.DRAWN):
        lines = read.drawn_lines()
        yield from _differs(
            index, body, {"size": DrawnRow.objects.count(), "lines_sha256": sampling.lines_digest(lines)}
        )


def _documents(_: int) -> Iterator[Problem]:
    """Every document against the digest, or the text, in its entry."""
    found = Document.objects.order_by("id").values_list("entry_id", "kind", "body")
    entry_of = dict(Entry.objects.filter(kind__in=WRITTEN_BY["document"]).values_list("index", "text"))
    kept = set[tuple[int, str]]()
    for index, kind, text in found.iterator(chunk_size=CHUNK):
        body = json.loads(entry_of[index])["body"]
        kept.add((index, kind))
        try:
            expected = _expected(kind, json.loads(text), index)
        except (UserError, LookupError, TypeError, ValueError):
            yield Problem(index, f"has a {kind} that cannot be read")
            continue
        yield from _differs(index, body, expected)
    for index, text in entry_of.items():
        if "linking_sha256" in json.loads(text)["body"] and (index, "linking") not in kept:
            yield Problem(index, "has lost its linking: the weights, the day of filing, the steps")


def _expected(kind: str, document: Any, index: int) -> dict[str, Any]:
    """What the entry's body must say of a document."""
    if kind == "certificate":
        made = certificate_of(document)
        if made.ledger_size != index:
            raise ValueError(made.ledger_size)
        return {"certificate_sha256": paper.certificate_digest(made)}
    if kind == "petition":
        return {"petition": document}
    return dict(document) if kind == "roll" else {f"{kind}_sha256": digest(document)}


def _phase(_: int) -> Iterator[Problem]:
    moved = Entry.objects.filter(kind__in=list(kinds.PHASES)).order_by("-index").first()
    row = PetitionRow.objects.first()
    if moved and (row is None or (row.phase, row.entry_id) != (kinds.PHASES[moved.kind], moved.index)):
        yield Problem(
            moved.index, f"puts the petition in the phase {kinds.PHASES[moved.kind]}, but the case differs"
        )


def _items(secret: bytes, progress: Progress) -> Iterator[Problem]:
    """The items of every bulk entry, made again from the rows."""
    for kind, trees in item_trees(secret, progress):
        for index, body in _of_kind(kind):
            for part in ("items", "requests"):
                if part in body:
                    tree = trees.get((index, part), ledger.Tree())
                    made = {"count": tree.size, "root": tree.root().hex()}
                    if body[part] != made:
                        yield Problem(index, f"does not have the rows it was written with ({part})")
