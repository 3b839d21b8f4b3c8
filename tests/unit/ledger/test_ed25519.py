"""Ed25519 checked in pure Python: the vectors of RFC 8032 section 7.1, and signatures made to deceive."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fullcount.ledger import ed25519

VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
            "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e"
            "458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290"
            "ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]
PUBLIC, MESSAGE, SIGNATURE = (bytes.fromhex(part) for part in VECTORS[2])


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_vectors_of_rfc_8032(public: str, message: str, signature: str) -> None:
    assert ed25519.verify(bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature))


@pytest.mark.parametrize("seed", range(5))
def test_signatures_of_cryptography_hold(seed: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    message = bytes(range(seed * 40))
    public = key.public_key().public_bytes_raw()
    assert ed25519.verify(public, message, key.sign(message))
    assert not ed25519.verify(public, message + b".", key.sign(message))


@pytest.mark.parametrize("at", range(0, 64, 7))
def test_a_changed_signature_does_not_hold(at: int) -> None:
    changed = bytearray(SIGNATURE)
    changed[at] ^= 1
    assert not ed25519.verify(PUBLIC, MESSAGE, bytes(changed))


def test_the_same_signature_with_the_order_added_does_not_hold() -> None:
    scalar = int.from_bytes(SIGNATURE[32:], "little") + ed25519.ORDER
    assert not ed25519.verify(PUBLIC, MESSAGE, SIGNATURE[:32] + scalar.to_bytes(32, "little"))


@pytest.mark.parametrize(
    "public",
    [
        (1).to_bytes(32, "little"),  # the identity: with R the identity and S = 0 anything would pass
        (0).to_bytes(32, "little"),  # a point of order 4
        (ed25519.P - 1).to_bytes(32, "little"),  # the point of order 2
    ],
)
def test_a_key_of_small_order_is_refused(public: bytes) -> None:
    assert not ed25519.verify(public, b"anything", (1).to_bytes(32, "little") + bytes(32))


@pytest.mark.parametrize(
    "public",
    [
        (ed25519.P + 1).to_bytes(32, "little"),  # y beyond the field
        ((1 << 255) | 1).to_bytes(32, "little"),  # x = 0 with a sign
        (2).to_bytes(32, "little"),  # not on the curve
        PUBLIC[:31],
    ],
)
def test_a_key_that_is_no_point_is_refused(public: bytes) -> None:
    assert not ed25519.verify(public, MESSAGE, SIGNATURE)


def test_a_signature_of_another_length_is_refused() -> None:
    assert not ed25519.verify(PUBLIC, MESSAGE, SIGNATURE + b"\0")
