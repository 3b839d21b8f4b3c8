"""The ledger of a case in its database: writing an entry in the act's own transaction, and reading.

An act takes the pen, changes state, and closes with its entry; all of it is one transaction.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.db.utils import OperationalError

from fullcount import ledger
from fullcount.case import kinds
from fullcount.case.acting import Acting
from fullcount.case.guards import LEDGER
from fullcount.case.home import Case
from fullcount.case.models import ONLY_ROW, Document, Entry, Pen, PetitionRow
from fullcount.terms import Fault, Refused, canonical

CHUNK = 20_000  # rows fetched at a time where many are read
_ACTS = ", ".join(f"('{kind}', '{topic}')" for kind, topic in kinds.RULES)
_LAST = f"""WITH acts(kind, topic) AS (VALUES {_ACTS})
    SELECT kind, topic, (SELECT max(done."index") FROM {LEDGER} done
        WHERE done.kind = acts.kind AND done.topic = acts.topic) FROM acts"""


class Page:
    """The entry being written: its index, which every row of the act names, and later its body."""

    def __init__(self, case: Case, acting: Acting, act: kinds.Act, index: int) -> None:
        self.case, self.acting, self.act, self.index = case, acting, act, index
        self._written = False

    def keep(self, kind: str, value: object, topic: str = "") -> None:
        """Keep a document of this act, as canonical JSON."""
        body = canonical(value).decode("utf-8")
        Document.objects.create(kind=kind, topic=topic, body=body, entry_id=self.index)

    def close(self, body: Mapping[str, Any]) -> None:
        """Append the entry. The pen is put down by that, and nothing more can be written under it."""
        kind, topic = self.act
        if kind in kinds.PHASES:
            PetitionRow.objects.filter(id=ONLY_ROW).exclude(entry_id=self.index).update(
                phase=kinds.PHASES[kind], entry_id=self.index
            )
        data = ledger.entry_bytes(self.index, moment(self.acting), self.acting.actor, kind, body)
        Entry.objects.create(index=self.index, kind=kind, topic=topic, text=data.decode("utf-8"))
        self._written = True

    def check_written(self) -> None:
        """Raise Fault for an act that ended without its entry."""
        if not self._written:
            raise Fault(f"The act {self.act[0]} ended without its ledger entry.")


@contextmanager
def writing(case: Case, acting: Acting, kind: str, topic: str = "") -> Iterator[Page]:
    """One act: transaction, pen, rules, the work, the entry. Leaving by an error leaves no trace.

    Raises Refused where the act is not allowed now or another process holds the pen too long.
    """
    case.check_open()
    act = (kind, topic)
    with _transaction():
        index = _take_pen()
        kinds.check(act, last_acts())
        _check_time(acting, index)
        page = Page(case, acting, act, index)
        yield page
        page.check_written()


@contextmanager
def reading(case: Case) -> Iterator[None]:
    """One moment of the case for several reads, without waiting for whoever holds the pen."""
    case.check_open()
    if connection.vendor == "sqlite":
        with _deferred(), transaction.atomic():
            yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


@contextmanager
def _deferred() -> Iterator[None]:
    """SQLite begins without the lock that acts begin with."""
    sqlite: Any = connection  # the attribute is of Django's SQLite connections only
    sqlite.ensure_connection()  # a thread's first use of it; the mode is read when it connects
    mode, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        sqlite.transaction_mode = mode


def moment(acting: Acting) -> str:
    """The moment as it stands in the ledger, 2022-07-06T17:00:00Z."""
    return acting.moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def last_acts() -> dict[kinds.Act, int]:
    """The index of the latest entry of each act done so far; looked up act by act, the ledger may be long."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST)
        return {(kind, topic): latest for kind, topic, latest in cursor.fetchall() if latest is not None}


def latest(kind: str, topic: str = "") -> int | None:
    """The index of the latest entry of one act; None before any. Where one is asked for, a look at one."""
    rows = Entry.objects.filter(kind=kind, topic=topic).order_by("-index").values_list("index", flat=True)
    return rows.first()


def last_body(kind: str, topic: str = "") -> dict[str, Any] | None:
    """The body of the latest entry of a kind, or None."""
    entry = Entry.objects.filter(kind=kind, topic=topic).order_by("-index").first()
    return body_of(entry) if entry else None


def body_of(entry: Entry) -> dict[str, Any]:
    """The body of an entry as plain JSON types."""
    body: dict[str, Any] = json.loads(entry.text)["body"]
    return body


def documents(kind: str, topic: str | None = None) -> list[dict[str, Any]]:
    """The documents of a kind (and topic), in the order in which they were kept."""
    rows = Document.objects.filter(kind=kind).order_by("id")
    rows = rows if topic is None else rows.filter(topic=topic)
    return [json.loads(body) for body in rows.values_list("body", flat=True)]


def last_document(kind: str, topic: str | None = None) -> dict[str, Any]:
    """The latest document of a kind. Raises Refused where there is none yet."""
    found = documents(kind, topic)
    if not found:
        raise Refused(f"The case has no {kind} yet.", do="Look at its status for the next step.")
    return found[-1]


def digest(value: object) -> str:
    """SHA-256 of a value's canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def entries() -> Iterator[bytes]:
    """The bytes of every entry, in order."""
    texts = Entry.objects.order_by("index").values_list("text", flat=True)
    return (text.encode("utf-8") for text in texts.iterator(chunk_size=CHUNK))


def checkpoint(origin: str) -> ledger.Checkpoint:
    """Size and root of the ledger as it stands."""
    tree = ledger.Tree()
    for data in entries():
        tree.append(ledger.leaf_hash(data))
    return ledger.Checkpoint(origin, tree.size, tree.root())


def origin(petition_id: str) -> str:
    """The name under which a petition's ledger and bundle are signed."""
    return f"fullcount/{petition_id}"


@contextmanager
def _transaction() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except OperationalError as error:
        if "locked" not in str(error):
            raise
        raise Refused(
            "Another process is writing to the case.", do="Wait until it is done and run again."
        ) from error


def _take_pen() -> int:
    """Hold the pen for the next entry. Others wait here until this transaction ends."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT 1 FROM pen FOR UPDATE")
    latest = Entry.objects.aggregate(latest=Max("index"))["latest"]
    index = 0 if latest is None else latest + 1
    Pen.objects.filter(id=ONLY_ROW).update(open_for_id=index)
    return index


def _check_time(acting: Acting, index: int) -> None:
    if index == 0:
        return
    before = json.loads(Entry.objects.get(index=index - 1).text)["at"]
    if moment(acting) < before:
        raise Refused(
            "The moment of this act is earlier than that of the act before it.",
            why=f"The last ledger entry was made at {before}.",
            do="Check the clock of this machine.",
        )
