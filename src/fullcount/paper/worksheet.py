"""The projection worksheet: the arithmetic step by step, in the order of 2 CCR 20540's example."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest
from typing import Any, TypeVar

from fullcount.estimates import PERCENT, interval
from fullcount.paper import words
from fullcount.paper.chart import chart_sheet, reach
from fullcount.paper.figures import Figures
from fullcount.paper.tabular import csv_bytes
from fullcount.terms import Determination, NotFound, Projection, Rounding, Step

Item = TypeVar("Item")
COUNT, DETERMINATION, FULL = "count", "determination", "full count"


def worksheet_csv(figures: Figures) -> bytes:
    """The worksheet as CSV, columns part, number, label, formula, result, cite.

    part is "count", "projection (regulation)", "projection (sheet)", "determination", "full count" or
    "advisory". Raises NotFound without a projection.
    """
    rows: list[tuple[object, ...]] = []
    rows += [(COUNT, at, label, "", value, "") for at, (label, value) in _numbered(_counted(figures))]
    for projection in figures.projections:
        rows += _step_rows(f"projection ({projection.rounding})", projection.steps)
    determination, full = figures.sample_determination(), figures.full_determination()
    rows += _step_rows(DETERMINATION, determination.steps) if determination else []
    rows += (
        [(DETERMINATION, "", "Determination", "", str(determination.verdict), "")] if determination else []
    )
    rows += _step_rows(FULL, full.steps) if full else []
    rows += [(FULL, "", "Determination", "", str(full.verdict), "")] if full else []
    if figures.drawn():
        around = interval(projection_of(figures))
        rows.append(("advisory", "", f"{PERCENT}% interval", "", f"{around.low} to {around.high}", ""))
    return csv_bytes(("part", "number", "label", "formula", "result", "cite"), rows)


def projection_of(figures: Figures) -> Projection:
    """The projection applied. Raises NotFound if there is none yet."""
    if not figures.projections:
        raise NotFound("There is no projection among these figures.", do="Project the sample first.")
    return figures.projections[0]


def worksheet_sheet(figures: Figures) -> dict[str, Any]:
    """What the worksheet's template prints: texts only, every number already put into words."""
    applied, rival = projection_of(figures), figures.rival()
    petition = figures.petition
    return {
        "county": figures.county,
        "official": figures.official,
        "petition": [
            ["Petition", petition.title],
            ["Petition number", petition.id],
            ["Jurisdiction", petition.jurisdiction],
            ["Filed", words.day(petition.filed)],
            ["Law applied", petition.law],
        ],
        "procedure": figures.procedure,
        "counts": [[label, words.number(value)] for label, value in _counted(figures)],
        "columns": [_column_name(each) for each in ([applied] if rival is None else [applied, rival])],
        "steps": _steps([applied] if rival is None else [applied, rival]),
        "rounding_note": _rounding_note(figures),
        "determinations": _determinations(figures),
        "full": _full(figures),
        "comparison": "Comparison with the lines of the law" if figures.drawn() else "Determination",
        "chart": chart_sheet(figures) if figures.drawn() else None,
        "interval": f"{PERCENT}% interval for the valid signatures: {reach(interval(applied))}.",
        "draw": [[label, text] for label, text in _draw(figures) if text],
        "running": f"{petition.id} · projection worksheet · {words.day(figures.published)}",
    }


def _counted(figures: Figures) -> list[tuple[str, int]]:
    projection = projection_of(figures)
    invalid = projection.sample - projection.valid
    rows = [
        ("Raw count", projection.raw),
        ("Signatures in the sample", projection.sample),
        ("Valid in the sample", projection.valid),
        ("Not valid in the sample", invalid),
        ("of these, further copies of a signature (duplicates)", projection.duplicates),
    ]
    if figures.withdrawn_in_sample:
        rows.append(("of these, withdrawn", figures.withdrawn_in_sample))
    return rows


def _column_name(projection: Projection) -> str:
    return words.ROUNDING_NAMES[projection.rounding]


def _steps(projections: list[Projection]) -> list[dict[str, Any]]:
    """The numbered steps; one cell a projection, side by side, the last steps (the results) in line."""
    backwards = zip_longest(*(reversed(each.steps) for each in projections))
    rows = []
    for at, steps in _numbered(reversed(list(backwards))):
        named = next(step for step in steps if step is not None)
        cells = [_cell(step) for step in steps]
        rows.append({"number": f"{at}.", "label": named.label, "cite": named.cite, "cells": cells})
    return rows


def _cell(step: Step | None) -> dict[str, str]:
    return {"formula": step.formula, "result": step.result} if step else {"formula": "", "result": "–"}


def _rounding_note(figures: Figures) -> str:
    applied, rival = figures.projections[0], figures.rival()
    if rival is None:
        return _agreeing_note(figures)
    ours, theirs = figures.sample_determination(0), figures.sample_determination(1)
    note = (
        f"The {applied.rounding} rounding was applied; the other is printed for comparison{_source(rival)}."
    )
    if ours is None or theirs is None:
        return note
    outcome = "the same determination" if ours.verdict is theirs.verdict else "different determinations"
    return f"{note} They lead to {outcome}."


def _source(projection: Projection) -> str:
    """Where a whole projection comes from, if its steps all name one source."""
    sources = {step.cite for step in projection.steps}
    return f" (source: {sources.pop()})" if len(sources) == 1 and "" not in sources else ""


def _agreeing_note(figures: Figures) -> str:
    if len(figures.projections) == 1:
        return ""
    other = Rounding.SHEET if figures.projections[0].rounding is Rounding.REGULATION else Rounding.REGULATION
    return f"The {other} rounding gives the same number."


def _determinations(figures: Figures) -> list[dict[str, Any]]:
    shown = figures.projections if figures.rival() is not None else figures.projections[:1]
    found = [(each, figures.sample_determination(at)) for at, each in enumerate(shown)]
    return [_determined(each, made, applied=not at) for at, (each, made) in enumerate(found) if made]


def _determined(projection: Projection, made: Determination, *, applied: bool) -> dict[str, Any]:
    everything = projection.sample == projection.raw
    subject = "The number of valid signatures" + ("" if everything else " projected")
    sentence = words.comparison(subject, made.number, made.required)
    return {
        "name": _column_name(projection),
        "applied": applied,
        "verdict": words.VERDICT_NAMES[made.verdict],
        "sentences": [sentence],
        "steps": [_cited(step) for step in made.steps],
    }


def _full(figures: Figures) -> dict[str, Any] | None:
    made = figures.full_determination()
    if made is None:
        return None
    sentence = words.comparison("The number of valid signatures counted", made.number, made.required)
    return {
        "verdict": words.VERDICT_NAMES[made.verdict],
        "sentences": [sentence],
        "steps": [_cited(step) for step in made.steps],
    }


def _cited(step: Step) -> dict[str, str]:
    return {"label": step.label, "cite": step.cite, "formula": step.formula, "result": step.result}


def _draw(figures: Figures) -> list[tuple[str, str]]:
    return [("Seed of the draw", figures.seed), ("Manifest, SHA-256", figures.manifest_sha256)]


def _step_rows(part: str, steps: Iterable[Step]) -> list[tuple[object, ...]]:
    return [(part, at, each.label, each.formula, each.result, each.cite) for at, each in _numbered(steps)]


def _numbered(items: Iterable[Item]) -> Iterable[tuple[int, Item]]:
    return enumerate(items, start=1)
