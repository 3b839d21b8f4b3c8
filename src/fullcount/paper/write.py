"""Writing the documents: everything is made before the first file is written, each file at once."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from fullcount.paper import certificate, typeset, worksheet
from fullcount.paper.figures import Figures
from fullcount.terms import NotFound, Progress, silent

Maker = Callable[[], bytes]


def write_documents(into: Path, figures: Figures, progress: Progress = silent) -> tuple[Path, ...]:
    """Write every document these figures allow; gives the paths in the order written.

    With a certificate: certificate.json, certificate.csv, certificate.pdf, reasons.csv. With a
    projection: worksheet.csv, worksheet.pdf, and if not everything was examined, sample.svg and
    sample.pdf. Same figures, same bytes. Raises NotFound if `into` is no directory.
    """
    if not into.is_dir():
        raise NotFound(f"There is no directory {into.name} to write the documents into.", do="Make it first.")
    makers = _makers(figures)
    made: list[tuple[Path, bytes]] = []
    for done, (name, maker) in enumerate(makers.items()):
        progress("Typesetting the documents", done, len(makers))
        made.append((into / name, maker()))
    progress("Typesetting the documents", len(makers), len(makers))
    for path, data in made:
        write_file(path, data)
    return tuple(path for path, _ in made)


def make_document(name: str, figures: Figures) -> bytes:
    """One of the documents that write_documents writes. Raises NotFound where figures do not allow it."""
    makers = _makers(figures)
    if name not in makers:
        raise NotFound(f"There is no {name} yet.", do="Project the sample, or certify the result, first.")
    return makers[name]()


def _makers(figures: Figures) -> dict[str, Maker]:
    makers: dict[str, Maker] = {}
    certified, on = figures.certificate, figures.published
    if certified is not None:
        sheet = certificate.certificate_sheet(figures)
        makers["certificate.json"] = lambda: certificate.certificate_json(certified)
        makers["certificate.csv"] = lambda: certificate.certificate_csv(figures)
        makers["certificate.pdf"] = lambda: typeset.pdf("certificate.typ", sheet, on)
        makers["reasons.csv"] = lambda: certificate.reasons_csv(figures)
    if figures.projections:
        makers |= _worksheet_makers(figures)
    return makers


def _worksheet_makers(figures: Figures) -> dict[str, Maker]:
    sheet, on = worksheet.worksheet_sheet(figures), figures.published
    return {
        "worksheet.csv": lambda: worksheet.worksheet_csv(figures),
        "worksheet.pdf": lambda: typeset.pdf("worksheet.typ", sheet, on),
    } | (_plot_makers(sheet["chart"], on) if figures.drawn() else {})


def _plot_makers(chart: dict[str, Any], on: date) -> dict[str, Maker]:
    described = (chart["title"], chart["summary"])
    return {
        "sample.svg": lambda: typeset.svg("sample.typ", chart, described),
        "sample.pdf": lambda: typeset.pdf("sample.typ", chart, on),
    }


def write_file(path: Path, data: bytes) -> None:
    """Write a file so that it appears whole, on the disk, or not at all."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    with unfinished.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
