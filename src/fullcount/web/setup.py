"""Making the desk ready: a case opened, the desk's tables there, the settings of this installation."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.urls import get_resolver

from fullcount import case
from fullcount.web.access import check_all
from fullcount.web.uploads import make_room

LOCAL = ("localhost", "127.0.0.1", "[::1]")


def open_desk(
    case_dir: Path, database_url: str = "", hosts: Sequence[str] = LOCAL, *, tls: bool = False
) -> case.Case:
    """Open a case and make this process ready to serve it. hosts: names under which it is reached.

    tls: whether people reach it over TLS. Raises as `open_case`, and Fault where a route does not say who
    may use it.
    """
    opened = case.open_case(case_dir, database_url=database_url)
    _settle(opened, hosts, tls=tls)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("clearsessions")
    check_all(get_resolver().url_patterns)
    return opened


def _settle(opened: case.Case, hosts: Sequence[str], *, tls: bool) -> None:
    """The settings of this installation. The key of sessions follows from the case's secret."""
    key = hmac.digest(opened.secret, b"fullcount desk sessions", hashlib.sha512)
    settings.SECRET_KEY = base64.b64encode(key).decode()
    settings.ALLOWED_HOSTS = list(hosts)
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = tls
    settings.SECURE_SSL_REDIRECT = tls
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if tls else None
    settings.SECURE_HSTS_SECONDS = 31_536_000 if tls else 0
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = tls
    settings.CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in hosts] if tls else []
    opened.work_dir.mkdir(exist_ok=True)
    os.umask(0o077)  # whatever the desk writes may hold names
    make_room(opened.dir / "uploads")
