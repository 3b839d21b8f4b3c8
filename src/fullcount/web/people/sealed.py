"""Secrets of people that the desk must read again, kept so that whoever copies the database cannot.

AES-256-GCM with a key that follows from the case's secret, which is a file and not in the database; what is
kept is base 64 of a nonce of 12 bytes and the ciphertext. It is bound to its person: put into the row of
another it opens no more.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fullcount.terms import Refused
from fullcount.web import serving
from fullcount.web.models import Person

NONCE: Final = 12  # bytes


def seal(person: Person, secret: str) -> str:
    """A person's secret as it is kept."""
    nonce = secrets.token_bytes(NONCE)
    return base64.b64encode(nonce + _cipher().encrypt(nonce, secret.encode(), _whose(person))).decode()


def unseal(person: Person, kept: str) -> str:
    """The secret that is kept so. Raises Refused for what is not this person's, or of another case."""
    try:
        data = base64.b64decode(kept, validate=True)
        return _cipher().decrypt(data[:NONCE], data[NONCE:], _whose(person)).decode()
    except (binascii.Error, ValueError, InvalidTag) as error:
        raise Refused(
            "The second factor cannot be read.",
            why="It was kept with another secret than the one in the case's folder, or for somebody else.",
            do="Have an administrator remove it, and set it up anew.",
        ) from error


def _cipher() -> AESGCM:
    return AESGCM(hmac.digest(serving.case().secret, b"fullcount desk second factors", hashlib.sha256))


def _whose(person: Person) -> bytes:
    return b"%d" % person.pk
