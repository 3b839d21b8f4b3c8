"""What a process of the server runs: the case of its environment, opened, and Django's application."""

from __future__ import annotations

import os
from pathlib import Path

import fullcount.web  # noqa: F401 - sets Django up before anything else
from fullcount.web import nameless
from fullcount.web.desk.entering import start_clerk
from fullcount.web.server import CASE, DATABASE, HOSTS, SETUP_CODE, TLS
from fullcount.web.serving import application_of
from fullcount.web.setup import open_desk

nameless.begin()
_opened = open_desk(
    Path(os.environ[CASE]),
    os.environ.get(DATABASE, ""),
    tuple(filter(None, os.environ.get(HOSTS, "").split(","))),
    tls=bool(os.environ.get(TLS)),
)
application = application_of(_opened, os.environ.get(SETUP_CODE, ""))
start_clerk(_opened)
