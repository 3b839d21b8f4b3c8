"""Typesetting: a template of this room and plain data to PDF or SVG, by Typst.

Nothing of the data is ever put into markup: it travels as one JSON text in `sys.inputs`, and the
templates print it as text. Fonts are those built into Typst, so a page looks the same everywhere;
no network, no clock: the creation date is handed in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from fullcount.paper.words import wrappable
from fullcount.terms import Fault, canonical

if TYPE_CHECKING:
    import typst

TEMPLATES = Path(__file__).parent / "templates"


def pdf(template: str, sheet: dict[str, Any], on: date) -> bytes:
    """A template of this room filled with data, as PDF/A-2a and PDF/UA-1. Same input, same bytes."""
    compiler = _compiler(template, sheet)
    return _one_file(
        lambda: compiler.compile(format="pdf", timestamp=_midnight(on), pdf_standards=["a-2a", "ua-1"]),
        template,
    )


def svg(template: str, sheet: dict[str, Any], described: tuple[str, str]) -> bytes:
    """The one page of a template as SVG; described: title and description for those who cannot see it."""
    compiler = _compiler(template, sheet)
    drawn = _one_file(lambda: compiler.compile(format="svg"), template)
    head, mark, rest = drawn.partition(b">")
    title, description = (escape(text) for text in described)
    words = f"<title>{title}</title><desc>{description}</desc>".encode()
    return head + b' role="img"' + mark + words + rest


def _compiler(template: str, sheet: dict[str, Any]) -> typst.Compiler:
    import typst

    return typst.Compiler(
        TEMPLATES / template,
        root=TEMPLATES,
        ignore_system_fonts=True,
        sys_inputs={"sheet": canonical(wrappable(sheet)).decode("utf-8")},
    )


def _one_file(compile_it: Callable[[], bytes | list[bytes] | None], template: str) -> bytes:
    import typst

    try:
        made = compile_it()
    except typst.TypstError as error:
        raise Fault(f"The template {template} could not be typeset: {error.message}") from error
    if not isinstance(made, bytes):
        raise Fault(f"The template {template} gave more than one page, or none.")
    return made


def _midnight(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=UTC)
