"""A browser reduced to its connection: HTTP/1.1 kept alive, cookies, forms; so cheap that hundreds fit."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

Fields = Sequence[tuple[str, str]]
IDLE = 20.0  # seconds after which a connection is opened anew, as the server closes it after 30
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')


class Unanswered(Exception):
    """The connection broke before the answer was whole: the server may have done what was asked, or not."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server answered."""

    status: int
    headers: Mapping[bytes, bytes]
    body: bytes


@dataclass(slots=True)
class Browser:
    """One person's browser; asks one thing at a time."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    asked: float = 0.0
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, fields: Fields = ()) -> Answer:
        """A page, or a part of one."""
        return await self._ask("GET", f"{path}?{urlencode(fields)}" if fields else path, b"")

    async def post(self, path: str, fields: Fields) -> Answer:
        """A form sent with the token of the last page, as a script of the page sends it."""
        return await self._ask(
            "POST", path, urlencode([("csrfmiddlewaretoken", self.token), *fields]).encode()
        )

    def close(self) -> None:
        """Let go of the connection."""
        if self._streams:
            self._streams[1].close()
            self._streams = None

    async def _ask(self, method: str, path: str, body: bytes) -> Answer:
        try:
            answer = await self._exchange(self._request(method, path, body))
        except (OSError, EOFError, asyncio.IncompleteReadError) as error:
            self.close()
            raise Unanswered from error
        if found := _TOKEN.search(answer.body):
            self.token = found[1].decode()
        return answer

    def _request(self, method: str, path: str, body: bytes) -> bytes:
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        script = "X-Desk: 1\r\n" if path.startswith("/examine/") else ""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{script}Cookie: {kept}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    async def _exchange(self, request: bytes) -> Answer:
        if time.monotonic() - self.asked > IDLE:
            self.close()
        self.asked = time.monotonic()
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 20)
        reader, writer = self._streams
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        status, headers = self._head(head)
        if b"content-length" not in headers:
            self.close()  # where the answer ends is not said
            return Answer(status, headers, b"")
        return Answer(status, headers, await reader.readexactly(int(headers[b"content-length"])))

    def _head(self, head: bytes) -> tuple[int, dict[bytes, bytes]]:
        first, *lines = head.rstrip().split(b"\r\n")
        headers = {}
        for line in lines:
            name, _, value = line.partition(b":")
            headers[name.lower()] = value.strip()
            if name.lower() == b"set-cookie":
                cookie, _, kept = value.split(b";")[0].decode().strip().partition("=")
                self.cookies[cookie] = kept
        return int(first.split()[1]), headers
