"""What people call themselves: short forms either way, middle names, other spellings, married names.

Rates are in the scenario. Short forms are those of the package `nicknames` and Spanish ones of our own
list. Surnames after marriage: Pew Research Center, 7 September 2023: of women married to men 79% took the
husband's surname, 14% kept theirs, 5% use both. CHECKED.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np

from fullcount.synth.chance import Floats, stream
from fullcount.synth.names import nicknames, surnames
from fullcount.synth.people import family_names
from fullcount.synth.written import Written

BOTH_OF_CHANGED = 5 / (79 + 5)  # Pew 2023: of those who changed their surname

SPANISH = {
    "JESUS": "CHUY", "GUADALUPE": "LUPE", "FRANCISCO": "PACO PANCHO", "GUILLERMO": "MEMO", "JOSE": "PEPE",
    "IGNACIO": "NACHO", "ROBERTO": "BETO", "ALBERTO": "BETO", "ENRIQUE": "QUIQUE KIKE", "EDUARDO": "LALO",
    "MANUEL": "MANNY MENO", "ANTONIO": "TONO TONY", "ROSARIO": "CHAYO", "CONCEPCION": "CONCHA",
    "GRACIELA": "CHELA", "CONSUELO": "CHELO", "SOCORRO": "COCO", "MERCEDES": "MECHE", "DOLORES": "LOLA",
    "TERESA": "TERE", "SALVADOR": "CHAVA", "RAFAEL": "RAFA", "ALEJANDRO": "ALEX JANDO",
    "FERNANDO": "NANDO FER", "LEONARDO": "LEO", "VICENTE": "CHENTE", "ISABEL": "CHABELA", "MARIA": "MARI",
    "LUIS": "LUCHO", "HORTENSIA": "TENCHA", "ANGELINA": "LINA", "ERNESTO": "NETO", "GREGORIO": "GOYO",
    "RICARDO": "RICHIE CAYO", "MIGUEL": "MIKE MIGUELITO", "JUAN": "JUANITO JOHN",
    "CARLOS": "CHARLIE CARLITOS", "JORGE": "GEORGE", "PEDRO": "PETE", "JAVIER": "JAVI",
}  # fmt: skip
SPELLINGS = (
    "CATHERINE KATHERINE KATHRYN CATHRYN", "STEVEN STEPHEN", "SARA SARAH", "JON JOHN", "ANN ANNE",
    "TERESA THERESA", "ERIC ERIK", "JEFFREY GEOFFREY JEFFERY", "BRIAN BRYAN", "MARC MARK",
    "ALAN ALLEN ALLAN", "PHILIP PHILLIP", "KRISTIN KRISTEN KIRSTEN", "CHRISTINE KRISTINE", "LISA LEESA",
    "DEBORAH DEBRA", "REBECCA REBEKAH", "ELIZABETH ELISABETH", "SHAWN SEAN SHAUN", "GREG GREGG",
    "NICOLE NICHOLE", "TRACY TRACEY TRACI", "VICKI VICKY VICKIE", "LYNN LYNNE", "CARL KARL",
    "ISABEL ISABELLE YSABEL", "HECTOR ECTOR", "VERONICA BERONICA", "GONZALEZ GONZALES",
    "HERNANDEZ HERNANDES", "RODRIGUEZ RODRIQUEZ", "SMITH SMYTH", "JOHNSON JOHNSTON JOHNSEN",
    "ANDERSON ANDERSEN", "PETERSON PETERSEN PEDERSEN", "REED REID READ", "CLARK CLARKE", "BROWN BROWNE",
    "MEYER MEYERS MYERS MAYER", "THOMPSON THOMSON", "STEWART STUART", "NICHOLS NICHOLAS",
    "VAZQUEZ VASQUEZ", "CORTEZ CORTES", "VALDEZ VALDES", "CHAVEZ CHAVES", "LEE LI", "LOPEZ LOPES",
    "HANSEN HANSON", "OLSEN OLSON", "JENSEN JENSON", "NELSON NIELSEN", "CHRISTENSEN CHRISTIANSEN",
    "LARSEN LARSON", "SORENSEN SORENSON",
)  # fmt: skip


class Names:
    """Changes what people write as their name, line by line, at the scenario's rates."""

    def __init__(self, written: Written, rates: Mapping[str, float], seed: int) -> None:
        self.written, self.rates, self.seed = written, rates, seed

    def change(self, weight: Floats) -> None:
        """Change names; weight: how much more often than usual each line's signer goes by another surname."""
        self._married(weight)
        self._double_surnames()
        for rate, act in STEPS:
            for line in self._befallen(rate):
                if act(self.written, line, self._rng(rate)):
                    self.written.slips[line].append(rate)
        self._middles()

    def _befallen(self, rate: str, weight: Floats | float = 1.0) -> list[int]:
        chances = stream(self.seed, f"named {rate}").random(len(self.written))
        befallen: list[int] = np.flatnonzero(chances < self.rates[rate] * weight).tolist()
        return befallen

    def _rng(self, rate: str) -> np.random.Generator:
        return stream(self.seed, f"how {rate}")

    def _married(self, weight: Floats) -> None:
        """Women with a surname the roll does not have: a husband's, or both."""
        written, rng = self.written, self._rng("married")
        lines = [line for line in self._befallen("married", weight) if written.female[line]]
        new = family_names(rng, rng.integers(0, 6, len(lines)).astype(np.int32)).tolist()
        both = (rng.random(len(lines)) < BOTH_OF_CHANGED).tolist()
        for line, code, keeps in zip(lines, new, both, strict=True):
            if keeps and not written.second[line]:
                written.joiner[line], written.second[line] = "-", surnames().texts[code]
            else:
                written.last[line], written.joiner[line], written.second[line] = (
                    surnames().texts[code],
                    "",
                    "",
                )
            written.slips[line].append("married")

    def _double_surnames(self) -> None:
        """Of two surnames mostly the first alone, seldom the second; else both, joined anyhow."""
        written = self.written
        chances = stream(self.seed, "two surnames").random(len(written)).tolist()
        first, second = self.rates["first_surname_only"], self.rates["second_surname_only"]
        for line, name in enumerate(written.second):
            if not name or "married" in written.slips[line]:
                continue
            if chances[line] < first + second:
                written.last[line] = written.last[line] if chances[line] < first else name
                written.second[line] = written.joiner[line] = ""
                written.slips[line].append("one_surname")
            elif chances[line] > 1 - self.rates["surnames_rejoined"]:
                written.joiner[line] = " " if written.joiner[line] == "-" else "-"

    def _middles(self) -> None:
        chances = stream(self.seed, "middles").random(len(self.written)).tolist()
        none, initial = self.rates["no_middle"], self.rates["middle_initial"]
        middle = self.written.middle
        for line, chance in enumerate(chances):
            if chance < none:
                middle[line] = ""
            elif chance < none + initial:
                middle[line] = middle[line][:1]


def _short(written: Written, line: int, rng: np.random.Generator) -> bool:
    return _instead(written.first, line, _forms().get(written.first[line]), rng)


def _formal(written: Written, line: int, rng: np.random.Generator) -> bool:
    """The whole name by one whose record has the short form."""
    if "short_form" in written.slips[line]:
        return False
    return _instead(written.first, line, _formals().get(written.first[line]), rng)


def _spelled(written: Written, line: int, rng: np.random.Generator) -> bool:
    texts = written.first if rng.random() < 0.5 else written.last
    others = [name for name in _spellings().get(texts[line], ()) if name != texts[line]]
    return _instead(texts, line, tuple(others), rng)


def _by_middle(written: Written, line: int, rng: np.random.Generator) -> bool:
    """The middle name as first name; the first name's initial before it, or nothing."""
    first, middle = written.first[line], written.middle[line]
    if len(middle) < 2:
        return False
    written.first[line], written.middle[line] = (middle, "") if rng.random() < 0.6 else (first[:1], middle)
    return True


def _initial(written: Written, line: int, _rng: np.random.Generator) -> bool:
    written.first[line] = written.first[line][:1]
    written.slips[line].append("initial_first")
    return True


def _no_suffix(written: Written, line: int, _rng: np.random.Generator) -> bool:
    had, written.suffix[line] = written.suffix[line], ""
    return had != ""


def _titled(written: Written, line: int, rng: np.random.Generator) -> bool:
    """A title before the first name, as people sign."""
    title = ("MRS", "MS") if written.female[line] else ("MR", "DR")
    written.first[line] = f"{title[int(rng.integers(2))]} {written.first[line]}"
    return True


def _instead(texts: list[str], line: int, others: tuple[str, ...] | None, rng: np.random.Generator) -> bool:
    if not others:
        return False
    texts[line] = others[int(rng.integers(len(others)))]
    return True


STEPS: tuple[tuple[str, Callable[[Written, int, np.random.Generator], bool]], ...] = (
    ("short_form", _short),
    ("formal_form", _formal),
    ("other_spelling", _spelled),
    ("by_middle_name", _by_middle),
    ("first_initial", _initial),
    ("no_suffix", _no_suffix),
    ("titled", _titled),
)


@cache
def _forms() -> dict[str, tuple[str, ...]]:
    return {**nicknames(), **{name: tuple(short.split()) for name, short in SPANISH.items()}}


@cache
def _formals() -> dict[str, tuple[str, ...]]:
    formals: dict[str, list[str]] = {}
    for name, short in _forms().items():
        for form in short:
            formals.setdefault(form, []).append(name)
    return {form: tuple(names) for form, names in formals.items() if form not in _forms()}


@cache
def _spellings() -> dict[str, tuple[str, ...]]:
    return {name: tuple(group.split()) for group in SPELLINGS for name in group.split()}
