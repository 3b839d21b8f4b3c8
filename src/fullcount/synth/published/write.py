"""Writing a petition down with published errors: names and places first, then letters, then defects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from string import capwords
from typing import Any

import numpy as np

from fullcount.synth.chance import Flags, Floats, stream
from fullcount.synth.county import County
from fullcount.synth.defects import spoil
from fullcount.synth.published import letters, tables
from fullcount.synth.published.hands import Hands, make_hands
from fullcount.synth.published.naming import Names
from fullcount.synth.published.places import Places, ditto, join_boxes
from fullcount.synth.sections import Paper
from fullcount.synth.signers import Signers
from fullcount.synth.written import Written, as_known
from fullcount.terms import Progress, silent

TEXTS = ("first", "middle", "last", "second", "street", "city")
NUMBERS = ("number", "zip")
Rates = Mapping[str, Any]


def write_down(
    signers: Signers, county: County, paper: Paper, seed: int, progress: Progress = silent
) -> Written:
    """The fields of every signed line as keyed, errors noted. The scenario's [hands] says how often."""
    rates = county.scenario.settings["hands"]
    hands = make_hands(signers, paper, rates, seed)
    written = as_known(signers, county)
    steps: tuple[Callable[[], None], ...] = (
        lambda: Names(written, rates, seed).change(_movers(signers, rates)),
        lambda: Places(written, hands, rates, seed).change(_near_zips(signers, county, seed)),
        lambda: _letters(written, hands, rates, seed),
        lambda: _words(written, hands, rates, seed),
        lambda: join_boxes(written),
        lambda: ditto(written, hands, signers.home, seed, rates),
        lambda: spoil(signers, written, seed),
        lambda: _case(written, hands, seed),
    )
    for done, step in enumerate(steps):
        progress("Writing names and addresses down, with published errors", done, len(steps))
        step()
    return written


def _movers(signers: Signers, rates: Rates) -> Floats:
    """How much likelier than others a signer is to have a new surname: those who moved."""
    moved = np.isin(
        signers.outcome, [i for i, name in enumerate(signers.outcomes) if name == "different_address"]
    )
    return np.where(moved, rates["married_movers"], 1.0)


def _near_zips(signers: Signers, county: County, seed: int) -> list[str]:
    """For each line another ZIP code of the city written, if it has one: that of a post office's boxes."""
    streets = county.streets
    by_city: dict[str, list[str]] = {}
    for city, code in sorted(set(zip(streets.city.tolist(), streets.zip.tolist(), strict=True))):
        by_city.setdefault(city, []).append(code)
    street = county.homes.street[signers.home]
    cities, chances = streets.city[street].tolist(), stream(seed, "mail").random(len(signers)).tolist()
    return [
        by_city[city][int(chance * len(by_city[city]))] for city, chance in zip(cities, chances, strict=True)
    ]


def _letters(written: Written, hands: Hands, rates: Rates, seed: int) -> None:
    """Errors in letters and digits: as many as the text's length, the hand and the section make likely."""
    for field in (*TEXTS, *NUMBERS):
        rng = stream(seed, f"letters {field}")
        texts = getattr(written, field)
        length = np.fromiter(map(len, texts), np.float64, len(texts))
        kinds = ("digit_written", "digit_keyed") if field in NUMBERS else ("written", "misread", "keyed")
        for kind in kinds:
            skill = hands.key if kind.endswith("keyed") else hands.pen
            errors = rng.poisson(length * rates[kind] * skill)
            for line in np.flatnonzero(errors).tolist():
                texts[line] = _wrong(texts[line], kind, int(errors[line]), rng)
                written.slips[line].append(f"{kind}_{field}")


def _wrong(text: str, kind: str, times: int, rng: np.random.Generator) -> str:
    for _ in range(times):
        if not text:
            break
        if kind.startswith("digit"):
            text = letters.misnumber(text, rng)
        elif kind == "misread":
            text = letters.misread(text, rng)
        else:
            text = letters.slip(text, tables.TYPING if kind == "keyed" else tables.WRITING, rng)
    return text


def _words(written: Written, hands: Hands, rates: Rates, seed: int) -> None:
    """Words lost, exchanged, run together or split, at the shares of a field's modifications Febrl has."""
    often = rates["modified"] * hands.pen
    steps: tuple[tuple[str, Mapping[str, float], Callable[[str, float], str]], ...] = (
        ("missing", tables.MISSING, lambda _text, _chance: ""),
        ("words_swapped", tables.WORDS_SWAPPED, lambda text, _chance: " ".join(reversed(text.split(" ", 1)))),
        ("blank_lost", tables.BLANK_LOST, lambda text, _chance: text.replace(" ", "", 1)),
        ("blank_put_in", tables.BLANK_PUT_IN, _split),
    )
    for name, shares, change in steps:
        for field, share in shares.items():
            texts = getattr(written, field)
            for line, chance in _befallen(stream(seed, f"{name} {field}"), often * share):
                changed = change(texts[line], chance)
                if changed != texts[line]:
                    texts[line] = changed
                    written.slips[line].append(name)
    _run_together(written, often * tables.RUN_TOGETHER, seed)
    for line, _ in _befallen(stream(seed, "names exchanged"), often * tables.NAMES_EXCHANGED):
        written.first[line], written.last[line] = written.last[line], written.first[line]
        written.slips[line].append("names_exchanged")


def _run_together(written: Written, chances: Floats, seed: int) -> None:
    """First and middle name in one word (Kukich 1992), as with double given names."""
    for line, _ in _befallen(stream(seed, "run together"), chances):
        if len(written.middle[line]) > 1:
            written.first[line] += written.middle[line]
            written.middle[line] = ""
            written.slips[line].append("run_together")


def _befallen(rng: np.random.Generator, chances: Floats) -> list[tuple[int, float]]:
    points = rng.random(len(chances))
    lines = np.flatnonzero(points < chances).tolist()
    return [(line, float(points[line] / chances[line])) for line in lines]


def _split(text: str, chance: float) -> str:
    at = 1 + int(chance * (len(text) - 1))
    return f"{text[:at]} {text[at:]}" if len(text) > 3 else text


def _case(written: Written, hands: Hands, seed: int) -> None:
    """Each clerk has a habit: capitals, capitals first, or small letters."""
    habit = hands.by_clerk(seed, "case")
    _apply(written, habit < 0.4, capwords)
    _apply(written, habit >= 0.9, str.lower)


def _apply(written: Written, which: Flags, change: Callable[[str], str]) -> None:
    lines = np.flatnonzero(which).tolist()
    for field in (*TEXTS, "suffix", "direction", "kind", "unit"):
        texts = getattr(written, field)
        for line in lines:
            texts[line] = change(texts[line])
