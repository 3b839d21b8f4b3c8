"""What clerks type, made from the voters of a roll: four kinds of queries, each about one voter."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from fullcount import roll

LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
KINDS: Final = {
    "name": "surname (5 letters), given name (3)",
    "name and number": "surname (4 letters), house number",
    "address": "house number, street (4 letters)",
    "misspelt": "surname with one slip, initial, house number",
}


class Typed(NamedTuple):
    """One query, whose kind is one of KINDS, and the id of the voter who is looked for."""

    kind: str
    query: roll.Query
    voter_id: str


def typed(roll_dir: Path, each: int, seed: int) -> list[Typed]:
    """So many queries of each kind, in mixed order; voters are chosen by chance, the seed decides which."""
    chance = random.Random(seed)  # noqa: S311 - a sample for a measurement
    with roll.open_roll(roll_dir) as sealed:
        rows = chance.sample(range(sealed.seal.voters), min(sealed.seal.voters, each * 6))
        sealed.con.execute("CREATE TEMP TABLE chosen AS SELECT unnest($1::INTEGER[]) AS vrow", [rows])
        voters = sealed.con.execute(
            """SELECT voter_id, lower(last), lower(first), number, lower(street)
            FROM form JOIN chosen USING (vrow) JOIN voter USING (vrow)
            WHERE number IS NOT NULL AND street <> '' AND first <> '' AND length(last) > 1 ORDER BY vrow"""
        ).fetchall()
    chance.shuffle(voters)
    found = []
    for place, (kind, make) in enumerate(_MAKE.items()):
        for voter_id, last, first, number, street in voters[place * each : (place + 1) * each]:
            found.append(Typed(kind, make(chance, (last, first, str(number), street)), voter_id))
    chance.shuffle(found)
    return found


def slipped(word: str, chance: random.Random) -> str:
    """The word with one slip at any place: a letter put in, left out, taken for another, two exchanged."""
    while True:
        place, letter = chance.randrange(len(word)), chance.choice(LETTERS)
        before, at, after = word[:place], word[place], word[place + 1 :]
        put_in = chance.randrange(len(word) + 1)
        made = chance.choice(
            (
                word[:put_in] + letter + word[put_in:],
                before + after,
                before + letter + after,
                before + after[:1] + at + after[1:],
            )
        )
        if made != word:
            return made


_Fields = tuple[str, str, str, str]
_MAKE: Final[dict[str, Callable[[random.Random, _Fields], roll.Query]]] = {
    "name": lambda _, voter: roll.Query(voter[0][:5], voter[1][:3]),
    "name and number": lambda _, voter: roll.Query(voter[0][:4], "", voter[2]),
    "address": lambda _, voter: roll.Query("", "", voter[2], voter[3][:4]),
    "misspelt": lambda chance, voter: roll.Query(slipped(voter[0], chance), voter[1][:1], voter[2]),
}
