"""Salted commitments to confidential rows, for the `items` of an entry.

The commitment of a row is `ledger.commit(ledger.derive_salt(secret, kind, line), [values ...])` with
the values as strings; written here with one encoder and one pass because there are a million of them
in an act (a test holds it equal to the ledger's own). A row can be shown to a court with its salt
alone, without the case's secret.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Sequence

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def commitments(secret: bytes, kind: str, rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The item of each row, 64 hexadecimal digits as bytes; a row's first value names it for the salt."""
    digest, sha256 = hmac.digest, hashlib.sha256
    for row in rows:
        salt = digest(secret, _encode(["salt", kind, row[0]]).encode("utf-8"), "sha256")
        yield sha256(salt + _encode(list(row)).encode("utf-8")).hexdigest().encode("ascii")


def exact(number: float) -> str:
    """A probability as it is kept, as text: the shortest digits that give the same double again."""
    return repr(number)
