"""The link report as what is typeset: texts only, every number already put into words."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from fullcount.estimates import MILLION, Calibration, merged
from fullcount.paper import words
from fullcount.paper.link_calibration import calibration_sheet
from fullcount.paper.link_figures import CopiesRow, LinkFigures
from fullcount.paper.link_json import link_report_digest, link_report_json
from fullcount.paper.reliability import part, range_words, short_words
from fullcount.paper.typeset import pdf
from fullcount.terms import Reading

FORMATS: Final = (".pdf", ".json")
KIND: Final = "Petition lines held against the voter roll"

MEANINGS: Final = {
    Reading.REGISTERED_HERE: "A record on the roll fits the name and the address written.",
    Reading.ANOTHER_ADDRESS: "A record fits the name; it stands at another address.",
    Reading.TOO_LATE: "A record fits; it is of a later day than the filing or the signature.",
    Reading.CANCELED: "The record that fits is canceled.",
    Reading.OUTSIDE: "The record that fits is outside the jurisdiction.",
    Reading.NOBODY: "No record fits well enough; the searches made are listed below.",
}
NOT_LOOKED_FOR: Final = "Not looked for: no day of filing was given."
PROPOSAL: Final = (
    "A reading is what the program proposes for a line, with its evidence. It is no finding: a person "
    "decides every line, and may decide otherwise."
)
CERTAINTIES: Final = (990_000, 900_000, 500_000, 0)  # duplicate groups are shown in these, each from there up
COLUMNS: Final = (0, 500_000, 800_000, 900_000, 950_000, 990_000, 999_000, MILLION)


def link_report_bytes(figures: LinkFigures, suffix: str) -> bytes:
    """The report as a file with that suffix, one of FORMATS. Same figures, same bytes."""
    makers: dict[str, Callable[[], bytes]] = {
        ".pdf": lambda: pdf("link_report.typ", link_report_sheet(figures), figures.made),
        ".json": lambda: link_report_json(figures),
    }
    return makers[suffix]()


def link_report_sheet(figures: LinkFigures) -> dict[str, Any]:
    """What the template prints."""
    judged = figures.judgement
    return {
        "county": figures.county or KIND,
        "official": figures.official if figures.county else figures.title,
        "kind": f"{KIND}: {figures.title}" if figures.county else "",
        "about": [[label, text] for label, text in _about(figures)],
        "verdict": _headline(figures),
        "left": _left(figures),
        "proposal": PROPOSAL,
        "readings": [_reading(figures, reading) for reading in Reading],
        "lines": words.number(figures.lines.count),
        "probabilities": _probabilities(figures),
        "calibration": calibration_sheet(judged) if judged and judged.whole.count else None,
        "without_truth": _without_truth(figures),
        "reference": calibration_sheet(figures.reference) if figures.reference and not judged else None,
        "duplicates": _duplicates(figures.copies),
        "duplicates_note": _duplicates_note(figures.copies),
        "nobody": _nobody(figures),
        "searches": [
            [row.name, row.why, "; ".join(row.searches), words.number(row.pairs)] for row in figures.searches
        ],
        "steps": [
            [step.name, step.why, words.number(step.rows), _seconds(step.seconds)] for step in figures.steps
        ],
        "digests": _digests(figures),
        "running": f"Link report · {figures.title} · {words.day(figures.made)}",
        "digest": link_report_digest(figures),
    }


def _about(figures: LinkFigures) -> list[tuple[str, str]]:
    lines, roll = figures.lines, figures.roll
    said = [
        ("Lines", f"{words.counted(lines.count, 'line')}, {lines.name}"),
        ("Roll", f"{words.counted(roll.count, 'voter')}, {roll.name}, as of {words.day(figures.roll_as_of)}"),
        ("Circulated", f"from {words.day(figures.circulated_from)}" if figures.circulated_from else ""),
        ("Filed", words.day(figures.filed) if figures.filed else ""),
        ("Weights", figures.weights.name),
        ("Made", f"{words.day(figures.made)} by {', '.join(' '.join(pair) for pair in figures.versions)}"),
    ]
    return [(label, text) for label, text in said if text]


def _headline(figures: LinkFigures) -> str:
    sure = figures.outcomes.sure + figures.outcomes.nobody
    return f"{part(sure, figures.lines.count)} of the lines have a proposal that is at least 90% sure"


def _left(figures: LinkFigures) -> list[list[str]]:
    left, lines = figures.outcomes, figures.lines.count
    rows = [
        ("One voter proposed, at least 90% sure", "compare and confirm", left.sure),
        ("Nobody on this roll, at least 90% sure", "search once more, then confirm", left.nobody),
        ("Candidates shown, none at 90%", "choose among them, or search", left.choose),
        ("No candidate shown, and not sure that there is none", "search the roll", left.search),
    ]
    return [[what, do, words.number(count), part(count, lines)] for what, do, count in rows]


def _reading(figures: LinkFigures, reading: Reading) -> list[str]:
    count = figures.reading(reading)
    if reading is Reading.TOO_LATE and figures.filed is None and not count:
        return [str(reading), NOT_LOOKED_FOR, "–", "–"]
    return [str(reading), MEANINGS[reading], words.number(count), part(count, figures.lines.count)]


def _probabilities(figures: LinkFigures) -> dict[str, Any]:
    """Lines by reading and probability of the proposal: a table whose cells are shaded by their share."""
    return {
        "heads": [short_words(low, high) for low, high in pairwise(COLUMNS)],
        "rows": [
            {
                "name": str(reading),
                "cells": _cells(merged([found], COLUMNS)),
                "all": words.number(found.count),
            }
            for reading, found in figures.proposed
        ],
        "silent": _silent(figures.lines.count - sum(found.count for _, found in figures.proposed)),
    }


def _cells(found: Calibration) -> list[dict[str, Any]]:
    return [
        {
            "text": words.number(each.count) if each.count else "–",
            "shade": round(Fraction(each.count, found.count or 1) * 100),
        }
        for each in found.bins
    ]


def _silent(count: int) -> str:
    if not count:
        return ""
    have = "line has" if count == 1 else "lines have"
    return (
        f"{words.number(count)} more {have} no best candidate to judge: the name is held by too many "
        "voters to list them."
    )


def _without_truth(figures: LinkFigures) -> str:
    if figures.judgement and figures.judgement.whole.count:
        return ""
    said = (
        "Calibration cannot be judged from the lines alone: it takes lines of which somebody knows who "
        "signed them. Examine a random sample, or give a file of known signers, and make this report again."
    )
    if figures.reference is None:
        return f"{said} No reference calibration comes with this version of the program."
    return f"{said} What follows was measured elsewhere and is no statement about these lines."


def _duplicates(copies: tuple[CopiesRow, ...]) -> list[dict[str, Any]]:
    """By kind and certainty: groups, lines, and how many lines are further copies."""
    rows, above = [], MILLION + 1
    for low in CERTAINTIES:
        found = [row for row in copies if low <= row.low < above]
        rows.append(
            {
                "range": range_words(low, min(above, MILLION)),
                "cells": [*_group_cell(found, of_voter=True), *_group_cell(found, of_voter=False)],
            }
        )
        above = low
    return rows if copies else []


def _group_cell(found: list[CopiesRow], *, of_voter: bool) -> list[str]:
    rows = [row for row in found if row.of_voter is of_voter]
    groups, lines = sum(row.groups for row in rows), sum(row.lines for row in rows)
    return [words.number(groups), words.number(lines), words.number(lines - groups)]


def _duplicates_note(copies: tuple[CopiesRow, ...]) -> str:
    if not copies:
        return "No two lines appear to be of one person."
    lines, groups = sum(row.lines for row in copies), sum(row.groups for row in copies)
    return (
        f"{words.counted(lines, 'line')} in {words.counted(groups, 'group')}, each as of one person. Of a "
        "group one line can stand; which are duplicates is settled after the lines are found, by the law’s "
        "rule."
    )


def _nobody(figures: LinkFigures) -> str:
    count = figures.reading(Reading.NOBODY)
    if not count:
        return "For every line somebody was found."
    return (
        f"{words.counted(count, 'line')} read “nobody found”. Each stayed open through all of these "
        "searches; what they brought up was compared with the line and did not fit well enough."
    )


def _digests(figures: LinkFigures) -> list[list[str]]:
    rows = [
        ("Lines", figures.lines.sha256),
        ("Roll (content hash)" if figures.roll_is_sealed else "Roll (the file)", figures.roll.sha256),
        ("Weights", figures.weights.sha256),
        ("This report as JSON", link_report_digest(figures)),
    ]
    return [[f"{name}, SHA-256", digest] for name, digest in rows if digest]


def _seconds(seconds: Decimal | None) -> str:
    return "" if seconds is None else f"{seconds:.2f}"
