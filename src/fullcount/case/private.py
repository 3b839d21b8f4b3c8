"""Salted commitments to confidential rows, for the `items` of an entry.

The commitment of a row is `ledger.commit(ledger.derive_salt(secret, kind, line), [values ...])` with
the values as strings. It is written out here, as there are a million of them in an act; a test holds
it equal to the ledger's own. A row can be shown to a court with its salt
alone, without the case's secret.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from json.encoder import encode_basestring


def commitments(secret: bytes, kind: str, rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The item of each row, 64 hexadecimal digits as bytes; a row's first value names it for the salt."""
    digest, sha256, quoted = hmac.digest, hashlib.sha256, encode_basestring
    named = f'["salt",{quoted(kind)},'
    for row in rows:
        values = [quoted(value) for value in row]
        salt = digest(secret, f"{named}{values[0]}]".encode(), "sha256")
        yield sha256(salt + f"[{','.join(values)}]".encode()).hexdigest().encode("ascii")


def exact(number: float) -> str:
    """A probability as it is kept, as text: the shortest digits that give the same double again."""
    return repr(number)
