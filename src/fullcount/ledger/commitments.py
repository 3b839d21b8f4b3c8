"""How something personal stands in the ledger without being told: salted commitments, keyed tags.

A commitment fixes a value without showing it: SHA-256(salt || canonical(value)), with 32 bytes of
salt that nobody can guess. Whoever is later shown the value and the salt can check it. A voter tag is
the same for the same voter all over one petition and means nothing elsewhere, so that anyone can see
that two lines are one voter's, and nobody without the key whose.
"""

from __future__ import annotations

import hashlib
import hmac

from fullcount.terms import Fault, canonical

SALT_BYTES = 32
TAG_DIGITS = 32  # 128 bits: among 10**6 voters two tags collide by chance once in 10**26


def commit(salt: bytes, value: object) -> str:
    """SHA-256(salt || canonical(value)) in hexadecimal. The salt has 32 bytes; another length is a Fault."""
    if len(salt) != SALT_BYTES:
        raise Fault(f"A salt has {SALT_BYTES} bytes, not {len(salt)}.")
    return hashlib.sha256(salt + canonical(value)).hexdigest()


def derive_salt(key: bytes, *parts: str) -> bytes:
    """The 32-byte salt of the thing named by `parts`: HMAC-SHA-256(key, canonical(["salt", *parts]))."""
    return hmac.digest(_secret(key), canonical(["salt", *parts]), "sha256")


def voter_tag(key: bytes, voter_id: str) -> str:
    """The first 32 hexadecimal digits of HMAC-SHA-256(key, "voter," + voter_id)."""
    return hmac.digest(_secret(key), f"voter,{voter_id}".encode(), "sha256").hex()[:TAG_DIGITS]


def _secret(key: bytes) -> bytes:
    if not key:
        raise Fault("The key of commitments and tags is empty.")
    return key
