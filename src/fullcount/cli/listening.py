"""Where a server listens: the address and port, looked at before any work is done."""

from __future__ import annotations

import socket
from typing import Annotated

import typer

from fullcount.terms import Refused

PORTS = (1, 65_535)
LOCAL = "127.0.0.1"
Port = Annotated[int, typer.Option(help="The port.", min=PORTS[0], max=PORTS[1])]


def check_free(address: str, port: int) -> None:
    """Raise Refused where another program listens at the port, before any work is done."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise Refused(
                f"The desk cannot listen at {address}, port {port}.", why=f"{error.strerror}.",
                do="Name another with --port, or stop the program that has it.",
            ) from error  # fmt: skip
