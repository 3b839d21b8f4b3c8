"""The words made-up places are put together from, read from words.toml."""

from __future__ import annotations

import tomllib
from importlib.resources import files

_WORDS = tomllib.loads((files("fullcount.synth") / "words.toml").read_text("utf-8"))


def _list(name: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in _WORDS[name].replace("\n", " ").split(",") if word.strip())


STREETS, FRONTS, BACKS = _list("streets"), _list("fronts"), _list("backs")
SPANISH_FRONTS, SPANISH_BACKS = _list("spanish_fronts"), _list("spanish_backs")
CITY_FRONTS, CITY_BACKS = ("", *_list("city_fronts")), _list("city_backs")
OUTSIDE_CITIES = _list("outside_cities")
KIND_WORDS: dict[str, str] = {short: kind["word"] for short, kind in _WORDS["kinds"].items()}
KIND_WEIGHTS: tuple[int, ...] = tuple(kind["weight"] for kind in _WORDS["kinds"].values())
DIRECTIONS: dict[str, str] = _WORDS["directions"]
CITY_SHORT: dict[str, str] = _WORDS["city_short"]
STREET_SHORT: dict[str, str] = _WORDS["street_short"]
