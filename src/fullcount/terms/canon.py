"""The one canonical encoding of a term to bytes: RFC 8785 (JSON Canonicalization Scheme).

fullcount's published values hold no floating-point numbers: a share or an amount is a Decimal and
is written as a string. So the encoder takes str, int, bool, None, lists, tuples, mappings, Decimal,
dates and string enums, and refuses everything else, floats first of all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from fullcount.terms.errors import Fault

LARGEST_INTEGER = 2**53 - 1  # RFC 8785 numbers are IEEE doubles; beyond this they are not exact


def canonical(value: object) -> bytes:
    """Encode a value as RFC 8785 bytes.

    Raises Fault for a float, an integer beyond 2**53 - 1, a lone surrogate or an unknown type.
    """
    text = json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Fault("A text holds half of a surrogate pair; it has no canonical form.") from error


def plain(value: object) -> Any:
    """A value of plain JSON types, mappings with keys in RFC 8785 order (UTF-16 code units)."""
    if value is None or isinstance(value, bool | str | int | Decimal | date):
        return _scalar(value)
    if isinstance(value, Mapping):
        return {key: plain(value[key]) for key in sorted(value, key=_utf16)}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return plain({f.name: getattr(value, f.name) for f in fields(value)})
    raise Fault(f"A value of type {type(value).__name__} has no canonical form.")


def _scalar(value: bool | str | int | Decimal | date | None) -> bool | str | int | None:  # noqa: FBT001
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, int) and not isinstance(value, bool):
        return _exact(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


def _exact(value: int) -> int:
    if abs(value) > LARGEST_INTEGER:
        raise Fault(f"The integer {value} is beyond 2**53 - 1; write it as a string.")
    return int(value)


def _utf16(key: object) -> bytes:
    if not isinstance(key, str):
        raise Fault(f"A key of type {type(key).__name__} has no canonical form; keys are strings.")
    return key.encode("utf-16-be", "surrogatepass")
