"""From what the signers know to what the transcript says: the paper's defects and everybody's slips.

Slips stand for handwriting, reading and keying together. Each has a rate in the scenario; it is the
share of the lines where the slip is possible at all. The order of the steps matters: a name is first
changed (nickname, maiden name), then shortened, then misspelled, and last put into the wrong field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import capwords

import numpy as np

from fullcount.synth import slips
from fullcount.synth.chance import stream
from fullcount.synth.county import County
from fullcount.synth.defects import spoil
from fullcount.synth.names import surnames
from fullcount.synth.people import family_names
from fullcount.synth.signers import Signers
from fullcount.synth.written import Written, as_known
from fullcount.terms import Progress, silent

Change = Callable[[str, int], str]

TEXTS: tuple[tuple[str, str, Change], ...] = (  # slip, field, how the text changes
    ("nickname", "first", slips.nickname),
    ("initial_first", "first", slips.initial),
    ("typo_first", "first", slips.typo),
    ("lookalike_first", "first", slips.lookalike),
    ("sound_first", "first", slips.sound),
    ("typo_last", "last", slips.typo),
    ("lookalike_last", "last", slips.lookalike),
    ("sound_last", "last", slips.sound),
    ("spacing", "last", slips.spacing),
    ("accents", "last", slips.accents),
    ("accents", "first", slips.accents),
    ("digit_transposed", "number", slips.digit_transposed),
    ("digit_lookalike", "number", slips.digit_lookalike),
    ("digit_dropped", "number", slips.digit_dropped),
    ("kind_spelled", "kind", slips.kind_spelled),
    ("direction_spelled", "direction", slips.direction_spelled),
    ("ordinal_form", "street", slips.ordinal_form),
    ("street_abbreviated", "street", slips.street_abbreviated),
    ("typo_street", "street", slips.typo),
    ("lookalike_street", "street", slips.lookalike),
    ("unit_other_form", "unit", slips.unit_other_form),
    ("zip_typo", "zip", slips.zip_typo),
    ("city_abbreviated", "city", slips.city_abbreviated),
    ("city_typo", "city", slips.typo),
)
LEFT_OUT = (
    ("middle_dropped", "middle"),
    ("suffix_dropped", "suffix"),
    ("kind_missing", "kind"),
    ("direction_missing", "direction"),
    ("fraction_missing", "half"),
    ("unit_missing", "unit"),
    ("zip_missing", "zip"),
    ("city_missing", "city"),
)


@dataclass(frozen=True, slots=True)
class Pen:
    """Makes slips in the fields of written lines, at the stated rates, and notes them."""

    written: Written
    rates: Mapping[str, float]
    seed: int

    def lines(self, slip: str, field: str) -> list[tuple[int, int]]:
        """The lines a slip befalls that have something in the field, each with a number that decides how."""
        rng = stream(self.seed, f"slip {slip} {field}")
        befallen = np.flatnonzero(rng.random(len(self.written)) < self.rates[slip])
        chances = rng.integers(0, 2**40, len(befallen))
        texts = getattr(self.written, field)
        pairs = zip(befallen.tolist(), chances.tolist(), strict=True)
        return [(line, chance) for line, chance in pairs if texts[line]]

    def change(self, slip: str, field: str, how: Change) -> None:
        """Change the texts of one field."""
        texts = getattr(self.written, field)
        for line, chance in self.lines(slip, field):
            changed = how(texts[line], chance)
            if changed != texts[line]:
                texts[line] = changed
                self.written.slips[line].append(slip)


def transcribe(signers: Signers, county: County, seed: int, progress: Progress = silent) -> Written:
    """The fields of every signed line as keyed, slips noted."""
    written = as_known(signers, county)
    pen = Pen(written, county.scenario.settings["errors"], seed)
    for done, make_slips in enumerate(ORDER):
        progress("Writing names and addresses down, with slips", done, len(ORDER))
        make_slips(pen)
    spoil(signers, written, seed)
    _case(written, seed)
    return written


def _leave_out(pen: Pen) -> None:
    for slip, field in LEFT_OUT:
        pen.change(slip, field, lambda _text, _chance: "")
    pen.change("middle_to_initial", "middle", slips.initial)


def _misspell(pen: Pen) -> None:
    for slip, field, how in TEXTS:
        pen.change(slip, field, how)


def _rename(pen: Pen) -> None:
    """Maiden names, one part of a double surname, initials for both given names."""
    written = pen.written
    _maiden(pen)
    for line, chance in pen.lines("hyphen_part", "second"):
        written.last[line] = written.last[line] if chance % 3 else written.second[line]
        written.joiner[line] = written.second[line] = ""
        written.slips[line].append("hyphen_part")
    for line, _ in pen.lines("hyphen_to_space", "second"):
        written.joiner[line] = " " if written.joiner[line] == "-" else "-"
        written.slips[line].append("hyphen_to_space")
    for line, _ in pen.lines("initials_both", "middle"):
        written.first[line], written.middle[line] = written.first[line][:1], written.middle[line][:1]
        written.slips[line].append("initials_both")


def _maiden(pen: Pen) -> None:
    """Women who wrote a surname the roll does not have; every other keeps the new one beside it."""
    written = pen.written
    lines = [(line, chance) for line, chance in pen.lines("maiden", "last") if written.female[line]]
    rng = stream(pen.seed, "maiden names")
    others = family_names(rng, rng.integers(0, 6, len(lines)).astype(np.int32)).tolist()
    for (line, chance), other in zip(lines, others, strict=True):
        if chance % 4 == 0 and not written.second[line]:
            written.joiner[line], written.second[line] = "-", written.last[line]
        written.last[line] = surnames().texts[other]
        written.slips[line].append("maiden")


def _wrong_kinds(pen: Pen) -> None:
    def other(text: str, chance: int) -> str:
        return slips.kind_wrong(text, chance) if text in slips.KIND_NAMES else text

    pen.change("kind_wrong", "kind", other)


def _misplace(pen: Pen) -> None:
    """First and last name in each other's field; the whole name in the first; the suffix in the middle."""
    written = pen.written
    for line, _ in pen.lines("swapped", "first"):
        written.first[line], written.last[line] = written.last[line], written.first[line]
        written.slips[line].append("swapped")
    for line, _ in pen.lines("name_in_one", "last"):
        written.first[line] = f"{written.first[line]} {written.surname(line)}"
        written.last[line] = written.joiner[line] = written.second[line] = written.suffix[line] = ""
        written.slips[line].append("name_in_one")
    for line, _ in pen.lines("suffix_in_last", "suffix"):
        written.middle[line] = f"{written.middle[line]} {written.suffix[line]}".strip()
        written.suffix[line] = ""
        written.slips[line].append("suffix_in_middle")


ORDER: tuple[Callable[[Pen], None], ...] = (_rename, _leave_out, _misspell, _wrong_kinds, _misplace)


def _case(written: Written, seed: int) -> None:
    """Half of the keying is in capitals, half in small letters with capitals."""
    small = np.flatnonzero(stream(seed, "case").random(len(written)) < 0.5).tolist()
    for texts in (written.first, written.middle, written.last, written.second, written.suffix):
        for line in small:
            texts[line] = texts[line].title()
    for texts in (written.street, written.kind, written.unit, written.city):
        for line in small:
            texts[line] = capwords(texts[line])
