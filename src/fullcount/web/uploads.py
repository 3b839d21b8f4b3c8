"""Files that people send: how large each may be, and where they lie meanwhile.

They may hold names: they lie in a folder of the case that only its owner reads, never in the machine's own.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from fullcount.terms import BadInput

MEGABYTE: Final = 1 << 20
STALE: Final = 12 * 3600  # seconds after which what a killed server left of an upload is cleared
_TEMPORARY: Final = "*.upload*"


class Quota(FileUploadHandler):
    """Refuses a form that says it is larger than its page takes, before any of it is kept."""

    def handle_raw_input(self, _input: Any, _meta: Any, content_length: int, *_more: Any) -> None:
        """Look at the length that the request gives; more than that is never read of it."""
        if self.request is not None and content_length > _most(self.request):
            raise RequestDataTooBig("The files are larger than this page takes.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - Django's names
        """Hand on to who keeps the file."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Another one keeps the file."""


def _most(request: HttpRequest) -> int:
    """Bytes that this form may have: a form is read before the gate, so who is not signed in sends little."""
    return most_of(request.path) if request.user.is_authenticated else MEGABYTE


def most_of(path: str) -> int:
    """Bytes that a form sent to this path may have."""
    limits: dict[str, int] = settings.UPLOADS_MOST
    return limits.get(path, limits[""])


def make_room(folder: Path) -> None:
    """Let uploads lie in this folder, made for its owner only; clear what killed servers left there."""
    folder.mkdir(mode=0o700, exist_ok=True)
    settings.FILE_UPLOAD_TEMP_DIR = str(folder)
    for path in folder.glob(_TEMPORARY):
        if time.time() - path.stat().st_mtime > STALE:
            path.unlink(missing_ok=True)


def given(files: Any, name: str, what: str) -> UploadedFile[bytes]:
    """A file of a form. Raises BadInput where none was chosen or it is empty."""
    found: UploadedFile[bytes] | None = files.get(name)
    if found is None or not found.size:
        raise BadInput(f"{what}: no file was chosen, or it is empty.", do="Choose a file.")
    return found


def keep(file: UploadedFile[bytes], path: Path) -> None:
    """Put an uploaded file at a path in the case's folder; it appears whole."""
    part = path.with_name(f".{path.name}.part")
    if isinstance(file, TemporaryUploadedFile):
        Path(file.temporary_file_path()).replace(part)
    else:
        with part.open("wb") as out:
            shutil.copyfileobj(file, out)
    part.chmod(0o600)
    part.replace(path)
