r"""Signed notes (C2SP signed-note) with one Ed25519 signature, and their keys.

    text ending in a line feed
    (an empty line)
    — NAME BASE64(key hash (4 bytes) || signature (64 bytes))

    key hash = first 4 bytes of SHA-256(NAME || "\n" || 0x01 || public key)
    verifier key = NAME+HEX(key hash)+BASE64(0x01 || public key)

Stricter than C2SP on purpose: exactly one signature line, by the key asked for, in the one form in
which `sign_note` writes it. So no byte of a note can change unnoticed, not even one which a lenient
reader would skip.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING

from fullcount.ledger import ed25519
from fullcount.terms import BadInput, UserError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ALGORITHM = b"\x01"  # C2SP signed-note: Ed25519
HASH_BYTES, KEY_BYTES, SIGNATURE_BYTES = 4, 32, 64
DASH = "\u2014 "


class NoteError(UserError):
    """The note is not well-formed, or its signature is not by the key asked for."""


def new_key(seed: bytes | None = None) -> bytes:
    """A private key as PKCS #8 PEM, unencrypted. seed: 32 secret bytes; without it, the library's own."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = Ed25519PrivateKey.generate() if seed is None else Ed25519PrivateKey.from_private_bytes(seed)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def verifier_key(name: str, private_key_pem: bytes) -> str:
    """The line to publish, NAME+HASH+KEY. Raises BadInput for a name with a space or a plus sign."""
    public = _public(_private(private_key_pem))
    _check_name(name)
    return f"{name}+{_key_hash(name, public).hex()}+{_base64(ALGORITHM + public)}"


def sign_note(text: str, name: str, private_key_pem: bytes) -> str:
    """The text with a signature line below. Raises NoteError for a text that a note cannot carry."""
    key = _private(private_key_pem)
    _check_name(name)
    _check_text(text)
    signature = key.sign(text.encode("utf-8"))
    return f"{text}\n{DASH}{name} {_base64(_key_hash(name, _public(key)) + signature)}\n"


def open_note(note: str, vkey: str) -> str:
    """The text of a note whose signature by `vkey` holds. Raises NoteError, saying what does not."""
    name, public = read_key(vkey)
    text, signature = _split(note, name)
    if signature[:HASH_BYTES] != _key_hash(name, public):
        raise NoteError(f"The note is signed by another key than {fingerprint(vkey)}.")
    if not ed25519.verify(public, text.encode("utf-8"), signature[HASH_BYTES:]):
        raise NoteError(
            "The signature does not hold.", why="The note or its signature was changed after it was signed."
        )
    return text


def read_key(vkey: str) -> tuple[str, bytes]:
    """Name and 32-byte public key of a verifier key. Raises NoteError unless it is exactly well-formed."""
    name, _, rest = vkey.partition("+")
    key_hash, _, encoded = rest.partition("+")
    data = _unbase64(encoded, "verifier key")
    public = data[1:]
    if data[:1] != ALGORITHM or len(public) != KEY_BYTES:
        raise NoteError("The verifier key is not one of Ed25519.")
    _check_name(name)
    if key_hash != _key_hash(name, public).hex():
        raise NoteError("The verifier key's hash does not fit its name and key.", do="Copy the key again.")
    return name, public


def fingerprint(vkey: str) -> str:
    """NAME+HASH, what is read aloud or printed to compare keys."""
    return "+".join(vkey.split("+", 2)[:2])


def _split(note: str, name: str) -> tuple[str, bytes]:
    body, blank, last = note.rpartition("\n\n")
    text = f"{body}\n"
    _check_text(text)
    opening = f"{DASH}{name} "
    if not blank or not last.startswith(opening) or not last.endswith("\n"):
        raise NoteError(f"The note does not end in one signature line by {name}.")
    signature = _unbase64(last[len(opening) : -1], "signature")
    if len(signature) != HASH_BYTES + SIGNATURE_BYTES:
        raise NoteError("The signature has the wrong length.")
    return text, signature


def _check_text(text: str) -> None:
    if not text.endswith("\n") or text == "\n" or "\n\n" in text:
        raise NoteError("A note's text is one or more lines without an empty one, each ended by a line feed.")
    if any(mark < " " and mark != "\n" for mark in text):
        raise NoteError("A note's text holds no control characters.")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise NoteError("A note's text must be such that UTF-8 can write it.") from error


def _check_name(name: str) -> None:
    if not name or "+" in name or not name.isprintable() or any(mark.isspace() for mark in name):
        raise BadInput("A key's name is not empty and holds no space, plus sign or control character.")


def _key_hash(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode("utf-8") + b"\n" + ALGORITHM + public).digest()[:HASH_BYTES]


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _unbase64(text: str, what: str) -> bytes:
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (ValueError, binascii.Error) as error:
        raise NoteError(f"The {what} is not in base64.") from error
    if _base64(data) != text:
        raise NoteError(f"The {what} is not in the one form base64 has for its bytes.")
    return data


def _private(pem: bytes) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as error:
        raise BadInput("The signing key is not an unencrypted private key in PEM.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadInput("The signing key is not one of Ed25519.", do="Make one with a new case.")
    return key


def _public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()
