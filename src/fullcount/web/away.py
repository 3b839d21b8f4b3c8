"""A database that is away, or busy with a long act on one machine: told as such, and scripts try again.

On SQLite whoever changes anything waits while an act is written. A request waits some seconds only, as its
thread answers others, too; whatever it was to keep is kept at the next try, or it was not acknowledged.
"""

from __future__ import annotations

from typing import Final

from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import connection
from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from fullcount.case import kinds
from fullcount.web.models import Errand

GONE: Final = (OperationalError, InterfaceError)  # the database went away, or does not answer in time
AWAY: Final = 503
PATIENCE: Final = 5.0  # seconds that a request waits for SQLite; work outside a request waits longer
AGAIN: Final = 5  # seconds after which a program may try again


class Sessions(SessionMiddleware):
    """Sessions; what a request did is told also where only its session could not be written again.

    That a person was here is written at the next request then.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The answer, with its session kept where that goes."""
        try:
            return super().process_response(request, response)
        except (SessionInterrupted, *GONE) as error:
            if not _is_gone(error):
                raise
            return response


def _is_gone(error: BaseException | None) -> bool:
    """Whether a database that is away is behind an error: Django takes that for a session that was ended."""
    while error is not None and not isinstance(error, GONE):
        error = error.__context__
    return error is not None


def be_brief() -> None:
    """Have this request wait for SQLite for some seconds only."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {int(PATIENCE * 1000)}")


def away(request: HttpRequest, error: Exception) -> HttpResponse:
    """Why nothing was kept now. Without the page around it, which would ask the database who is signed in."""
    why = _busy(request) if _is_busy(error) else "The database cannot be reached. Try again in a minute."
    text = f"{why} What was acknowledged is kept.\n"
    headers = {"Retry-After": str(AGAIN)}
    return HttpResponse(text, status=AWAY, content_type="text/plain; charset=utf-8", headers=headers)


def _is_busy(error: Exception) -> bool:
    return connection.vendor == "sqlite" and "locked" in str(error)


def _busy(request: HttpRequest) -> str:
    """What this machine's database is busy with, for people of the office; reading it waits for nobody."""
    if not request.user.is_authenticated:
        return "The database of this one machine is busy. Try again in a minute."
    acts = [(one.kind, one.topic) for one in Errand.objects.filter(ended=None)]
    doing = ", ".join(kinds.RULES[act].does if act in kinds.RULES else act[0] for act in acts)
    which = f": {doing}" if doing else ""
    return f"The database of this one machine is busy with an act{which}. Try again in a minute."
