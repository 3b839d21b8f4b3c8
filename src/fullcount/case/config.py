"""Setting Django up by a call, once for a process, and pointing it at a case's database."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import django
from django.apps import apps
from django.conf import settings as django_settings
from django.db import connections

from fullcount.case import settings as ours
from fullcount.terms import BadInput

BUSY_SECONDS = 30
# WAL: readers do not wait for a writer. FULL: an act that was told done survives a power cut.
# recursive_triggers: a REPLACE deletes, so it too must meet the guard against deleting.
SQLITE_INIT = """
    PRAGMA journal_mode=WAL;
    PRAGMA synchronous=FULL;
    PRAGMA recursive_triggers=ON;
    PRAGMA cache_size=-65536;
    PRAGMA journal_size_limit=67108864
"""


# A server's thread keeps its connection from request to request; one that broke meanwhile is replaced unseen.
KEPT: dict[str, Any] = {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}


def configure() -> None:
    """Set Django up, with the room's settings unless a room above has given its own."""
    if not django_settings.configured:
        django_settings.configure(**{name: getattr(ours, name) for name in dir(ours) if name.isupper()})
    if not (apps.ready or apps.loading):
        django.setup()


def connect(database: dict[str, Any]) -> None:
    """Close the database that is open and make this one the case's."""
    connections["default"].close()
    connections.settings["default"] = connections.configure_settings({"default": database})["default"]
    del connections["default"]


def sqlite(file: Path) -> dict[str, Any]:
    """Django's description of a case's own SQLite file."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        **KEPT,
        "OPTIONS": {"timeout": BUSY_SECONDS, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_INIT},
    }


def postgres(url: str) -> dict[str, Any]:
    """Django's description of a PostgreSQL database from postgresql://user:password@host:port/name.

    Raises BadInput, without repeating the address, which may hold a password.
    """
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not name:
        raise BadInput(
            "The database address is not of a kind a case can use.",
            do="Give postgresql://user:password@host:port/name, or none for a file of the case's own.",
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        **KEPT,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
