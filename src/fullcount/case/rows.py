"""The rows of the bundle's CSV files: the same bytes for the file, the ledger's items and fsck.

UTF-8, comma, a value quoted only where it must be, a line feed after each row. Read from the
database as they stand there, in the order of the format.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence

from fullcount.case.book import CHUNK
from fullcount.case.models import FindingRow, LineRow, SettlementRow, WithdrawalRow

MANIFEST = ("line", "section", "number", "state")
FINDINGS = ("line", "stage", "outcome", "reason", "official", "voter_tag")
SETTLEMENTS = ("scope", "voter_tag", "line", "stands")
STANDING = ("line", "outcome", "reason")
WITHDRAWALS = ("line",)

Values = Sequence[object]


def csv_rows(rows: Iterable[Values]) -> Iterator[bytes]:
    """Each row as bytes without its line feed."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="")
    for row in rows:
        writer.writerow(row)
        yield buffer.getvalue().encode("utf-8")
        buffer.seek(0)
        buffer.truncate()


def csv_file(header: Values, rows: Iterable[Values]) -> Iterator[bytes]:
    """The whole file in pieces: header and rows, each with its line feed."""
    yield from (row + b"\n" for row in csv_rows([header]))
    yield from (row + b"\n" for row in csv_rows(rows))


def manifest() -> Iterator[Values]:
    """Every line in line order."""
    rows = LineRow.objects.order_by("place").values_list("line", "section_id", "number", "state")
    return rows.iterator(chunk_size=CHUNK)


def manifest_digest() -> str:
    """SHA-256 of manifest.csv."""
    digest = hashlib.sha256()
    for piece in csv_file(MANIFEST, manifest()):
        digest.update(piece)
    return digest.hexdigest()


def findings() -> Iterator[Values]:
    """Every finding in the order of recording."""
    columns = ("line__line", *FINDINGS[1:])
    return FindingRow.objects.order_by("id").values_list(*columns).iterator(chunk_size=CHUNK)


def withdrawals() -> Iterator[Values]:
    """The line of every request in time that names one, in the order of registering."""
    found = WithdrawalRow.objects.filter(in_time=True, line__isnull=False).order_by("id")
    return found.values_list("line__line").iterator(chunk_size=CHUNK)


def settlements() -> Iterator[Values]:
    """Every row of every settlement in the order of recording."""
    rows = SettlementRow.objects.order_by("id").values_list("scope", "voter_tag", "line__line", "stands")
    return (settlement(*row) for row in rows.iterator(chunk_size=CHUNK))


def settlement(scope: str, voter_tag: str, line: str, stands: bool) -> Values:  # noqa: FBT001
    """A settlement's row."""
    return (scope, voter_tag, line, "yes" if stands else "no")
