"""Entries: one canonical JSON object for each act on the petition.

    {"actor":..., "at":"2022-07-06T17:00:00Z", "body":{...}, "index":0, "kind":"petition-opened", "v":1}

No name and no address of a signer or voter stands in an entry. An act on many things at once is one
entry whose body holds `"items": {"count": n, "root": hex}`; the items are rows published, or kept,
beside the ledger.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fullcount.terms import Fault, canonical

VERSION = 1
KEYS = {"actor", "at", "body", "index", "kind", "v"}
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")

KINDS: dict[str, frozenset[str]] = {
    "petition-opened": frozenset({"petition", "law_sha256"}),
    "sections-received": frozenset({"sections", "lines", "signed", "struck", "blank"}),
    "manifest-frozen": frozenset({"manifest_sha256", "raw_count", "lines"}),
    "roll-sealed": frozenset({"content_hash", "as_of", "voters", "by_status"}),
    "seed-entered": frozenset({"seed"}),
    "sample-drawn": frozenset({"seed", "size", "manifest_sha256", "lines_sha256"}),
    "lines-transcribed": frozenset({"items"}),
    "lines-linked": frozenset({"items", "readings", "groups"}),
    "findings-recorded": frozenset({"stage", "items"}),
    "withdrawals-registered": frozenset({"count", "matched", "items"}),
    "duplicates-settled": frozenset({"scope", "groups", "surplus", "items"}),
    "sample-projected": frozenset(
        {"rounding", "raw", "sample", "valid", "duplicates", "projected", "projection_sha256"}
    ),
    "determined": frozenset({"stage", "verdict", "number", "required"}),
    "full-count-ordered": frozenset({"lines_left"}),
    "certified": frozenset({"number", "amends", "certificate_sha256", "valid", "disqualified"}),
    "amended": frozenset({"number", "amends", "certificate_sha256", "valid", "disqualified"}),
}
"""Each kind of act and the keys its body must have; it may have more."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry read back. at: UTC to the second, so that texts compare like times."""

    index: int
    at: str
    actor: str
    kind: str
    body: Mapping[str, Any]

    def items(self) -> tuple[int, str]:
        """Count and root of the items; (0, "") where the body has none."""
        items = self.body.get("items")
        return (items["count"], items["root"]) if items else (0, "")


def entry_bytes(index: int, at: str, actor: str, kind: str, body: Mapping[str, Any]) -> bytes:
    """The canonical bytes of an entry. Raises Fault for one that fsck would not take."""
    encoded = canonical({"actor": actor, "at": at, "body": body, "index": index, "kind": kind, "v": VERSION})
    wrong = _wrong(json.loads(encoded))
    if wrong:
        raise Fault(f"Entry {index} ({kind}) cannot be written: {wrong}")
    return encoded


def read_entry(data: bytes) -> Entry | str:
    """The entry, or in words why these bytes are not one."""
    try:
        value = json.loads(data)
        same = canonical(value) == data
    except (ValueError, RecursionError, Fault):
        return "is not JSON that has a canonical form"
    if not same:
        return "is not in canonical form"
    wrong = _wrong(value)
    return wrong or Entry(value["index"], value["at"], value["actor"], value["kind"], value["body"])


def _wrong(value: Any) -> str:
    if not isinstance(value, dict) or set(value) != KEYS or not isinstance(value["body"], dict):
        return "does not have exactly actor, at, body, index, kind, v"
    if value["v"] != VERSION or not _is_count(value["index"]) or not isinstance(value["actor"], str):
        return "has a version, index or actor that is not of the form"
    if not _is_time(value["at"]):
        return "has a time that is not of the form 2022-07-06T17:00:00Z"
    return _wrong_body(value["kind"], value["body"])


def _wrong_body(kind: Any, body: dict[str, Any]) -> str:
    wanted = KINDS.get(kind) if isinstance(kind, str) else None
    if wanted is None:
        return "is of a kind that is not known"
    missing = sorted(wanted - set(body))
    if missing:
        return f"lacks {', '.join(missing)} in its body"
    return (
        "" if "items" not in body or _is_items(body["items"]) else "has items that are not a count and a root"
    )


def _is_items(items: Any) -> bool:
    return (
        isinstance(items, dict)
        and set(items) == {"count", "root"}
        and _is_count(items["count"])
        and isinstance(items["root"], str)
        and re.fullmatch("[0-9a-f]{64}", items["root"]) is not None
    )


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_time(value: Any) -> bool:
    if not isinstance(value, str) or not TIME.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True
