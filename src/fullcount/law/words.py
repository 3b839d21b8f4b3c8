"""What the law says of each reason, in few words with their place, for whoever decides a line.

It lies at rulebook/<state>/words.toml, is shown and never applied; what is applied stands in the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fullcount.law.rulebook import SHIPPED, parse
from fullcount.terms import BadInput

FILE = "words.toml"
OF_A_SECTION = "of_a_section"


@dataclass(frozen=True, slots=True)
class Words:
    """Something the law says. cite: where."""

    says: str
    cite: str


def words_of(law_id: str, rulebook: Path = SHIPPED) -> Mapping[str, tuple[Words, ...]]:
    """By code of a reason what the law says of it; nothing where the state has no such file.

    Raises BadInput where the file is faulty.
    """
    file, said = _of_state(law_id, rulebook)
    return {
        code: tuple(_words(code, one, file) for one in each)
        for code, each in said.items()
        if code != OF_A_SECTION
    }


def of_a_section(law_id: str, rulebook: Path = SHIPPED) -> tuple[str, ...]:
    """Codes of the reasons that a clerk may note against a whole section; a note rejects nothing."""
    _, said = _of_state(law_id, rulebook)
    return tuple(str(code) for code in said.get(OF_A_SECTION, ()))


def _of_state(law_id: str, rulebook: Path) -> tuple[Path, Mapping[str, Any]]:
    file = rulebook / law_id.partition("/")[0] / FILE
    return file, parse(file) if file.is_file() else {}


def _words(code: str, given: object, file: Path) -> Words:
    if not isinstance(given, dict) or set(given) != {"says", "cite"}:
        raise BadInput("It has other fields than says and cite.", file=file, column=code)
    return Words(str(given["says"]), str(given["cite"]))
