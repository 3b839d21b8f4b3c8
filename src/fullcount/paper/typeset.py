"""Typesetting: a template of this room and plain data to PDF or SVG, by Typst.

Nothing of the data is ever put into markup: it travels as one JSON text in `sys.inputs`, and the
templates print it as text. Fonts are those built into Typst, so a page looks the same everywhere;
no network, no clock: the creation date is handed in.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from fullcount.terms import Fault, canonical

TEMPLATES = Path(__file__).parent / "templates"
STANDARDS = ["a-2a", "ua-1"]  # archival and accessible


def pdf(template: str, sheet: dict[str, Any], on: date) -> bytes:
    """A template of this room filled with data, as PDF/A-2a and PDF/UA-1. Same input, same bytes."""
    return _compiled(template, sheet, on, "pdf")


def svg(template: str, sheet: dict[str, Any], on: date, described: tuple[str, str]) -> bytes:
    """The one page of a template as SVG; described: title and description for those who cannot see it."""
    drawn = _compiled(template, sheet, on, "svg")
    head, mark, rest = drawn.partition(b">")
    title, description = (escape(text) for text in described)
    words = f"<title>{title}</title><desc>{description}</desc>".encode()
    return head + b' role="img"' + mark + words + rest


def _compiled(template: str, sheet: dict[str, Any], on: date, form: str) -> bytes:
    import typst

    midnight = datetime(on.year, on.month, on.day, tzinfo=UTC)
    compiler = typst.Compiler(
        TEMPLATES / template,
        root=TEMPLATES,
        ignore_system_fonts=True,
        sys_inputs={"sheet": canonical(sheet).decode("utf-8")},
    )
    standards = STANDARDS if form == "pdf" else []
    try:
        made = compiler.compile(format=form, timestamp=midnight, pdf_standards=standards)
    except typst.TypstError as error:
        raise Fault(f"The template {template} could not be typeset: {error.message}") from error
    if not isinstance(made, bytes):
        raise Fault(f"The template {template} gave more than one page or none.")
    return made
