"""The items of bulk entries made again from the rows, for fsck: one Merkle tree for each entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from fullcount import ledger
from fullcount.case import kinds, private, rows
from fullcount.case.book import CHUNK
from fullcount.case.models import (
    CandidateRow,
    FindingRow,
    GroupRow,
    ReadingRow,
    SettlementRow,
    TranscriptRow,
    WithdrawalRow,
)
from fullcount.case.read import TRANSCRIPT
from fullcount.terms import Progress

Made = Callable[[bytes, Iterable[tuple[Any, ...]]], Iterator[bytes]]
Trees = dict[tuple[int, str], ledger.Tree]


@dataclass(frozen=True, slots=True)
class Source:
    """Where items come from. kind: of the entries. part: the key in their body. columns: in order."""

    kind: str
    part: str
    model: type[Model]
    columns: tuple[str, ...]
    made: Made
    only: tuple[tuple[str, object], ...] = ()


def item_trees(secret: bytes, progress: Progress) -> Iterator[tuple[str, Trees]]:
    """For each kind of bulk entry the trees over its items as the rows now stand."""
    for kind in dict.fromkeys(source.kind for source in SOURCES):
        trees: Trees = {}
        for source in SOURCES:
            if source.kind == kind:
                _grow(trees, source, secret, progress)
        yield kind, trees


def _grow(trees: Trees, source: Source, secret: bytes, progress: Progress) -> None:
    table = source.model._meta.db_table  # noqa: SLF001 - Django's documented way to a model's table
    columns = ("entry_id", *source.columns)
    query = source.model._default_manager.filter(**dict(source.only)).order_by("id")  # noqa: SLF001 - the same
    index, tree = -1, ledger.Tree()
    read = query.values_list(*columns).iterator(chunk_size=CHUNK)
    where: list[int] = []
    items = source.made(secret, _remembering(read, where))
    for done, item in enumerate(items):
        if where[0] != index:
            index = where[0]
            tree = trees.setdefault((index, source.part), ledger.Tree())
        tree.append(ledger.leaf_hash(item))
        if done % CHUNK == 0:
            progress(f"checking {table} rows", done, 0)


def _remembering(read: Iterable[tuple[Any, ...]], where: list[int]) -> Iterator[tuple[Any, ...]]:
    """The rows without their entry, which is left in `where` for whoever takes the row's item."""
    for entry, *values in read:
        where[:] = [entry]
        yield tuple(values)


def _published(_: bytes, read: Iterable[tuple[Any, ...]]) -> Iterator[bytes]:
    return rows.csv_rows(read)


def _settled(_: bytes, read: Iterable[tuple[Any, ...]]) -> Iterator[bytes]:
    return rows.csv_rows(rows.settlement(*row) for row in read)


def _committed(kind: str) -> Made:
    return lambda secret, read: private.commitments(secret, kind, (tuple(map(_text, row)) for row in read))


def _text(value: Any) -> str:
    if isinstance(value, float):
        return private.exact(value)
    return "" if value is None else str(value)


SOURCES = (
    Source(kinds.TRANSCRIBED, "items", TranscriptRow, ("line__line", *TRANSCRIPT), _committed("transcript")),
    Source(
        kinds.LINKED,
        "items",
        CandidateRow,
        ("line__line", "rank", "voter_id", "probability", "reading", "evidence"),
        _committed("candidate"),
    ),
    Source(
        kinds.LINKED, "items", ReadingRow, ("line__line", "reading", "probability"), _committed("reading")
    ),
    Source(
        kinds.LINKED, "items", GroupRow, ("lines", "voter_id", "certainty", "evidence"), _committed("group")
    ),
    Source(kinds.FINDINGS, "items", FindingRow, ("line__line", *rows.FINDINGS[1:]), _published),
    Source(
        kinds.WITHDRAWALS,
        "items",
        WithdrawalRow,
        ("line__line",),
        _published,
        (("in_time", True), ("line__isnull", False)),
    ),
    Source(
        kinds.WITHDRAWALS,
        "requests",
        WithdrawalRow,
        ("request", "line__line", "voter_id", "received"),
        _committed("withdrawal"),
    ),
    Source(kinds.SETTLED, "items", SettlementRow, ("scope", "voter_tag", "line__line", "stands"), _settled),
)
