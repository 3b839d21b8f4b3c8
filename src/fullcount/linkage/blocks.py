"""Where candidates are looked for: blocks of voters that share a key with a line, tier by tier.

A tier is searched only for lines which the tiers before it left open. Blocks join keys only; names and
addresses are looked at afterwards, once for each pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from fullcount.linkage.weights import Weights

RARE = 200  # voters of a last name with which an initial alone is searched for
FEW = 5  # nicknames and near names are tried for names held by no more voters than this, or within the ZIP


EVERYBODY: Final = "prep.voter v"


class Key(NamedTuple):
    """What must be equal. line: SQL of the line's side; voter: the voter's column."""

    line: str
    voter: str


@dataclass(frozen=True, slots=True)
class Block:
    """One way of finding voters for a line: keys that are equal, and what else must hold.

    keys: like "last, number" or "last=first" (line's=voter's). where: SQL of l and v. lines, voters: SQL of
    the two sides, named l and v.
    """

    why: str
    keys: str
    where: str = "true"
    lines: str = "open_line l"
    voters: str = EVERYBODY

    def pairs(self) -> tuple[Key, ...]:
        """The keys, the line's side and the voter's."""
        sides = ((key.strip().split("=") * 2)[:2] for key in self.keys.split(","))
        return tuple(Key(ours if "." in ours else f"l.{ours}", theirs) for ours, theirs in sides)

    @property
    def sql(self) -> str:
        """SQL giving (lrow, vrow)."""
        on = " AND ".join(f"{key.line} = v.{key.voter}" for key in self.pairs())
        return f"SELECT l.lrow, v.vrow FROM {self.lines} JOIN {self.voters} ON {on} WHERE {self.where}"


@dataclass(frozen=True, slots=True)
class Tier:
    """Blocks searched together. name: as the step is called."""

    name: str
    why: str
    blocks: tuple[Block, ...]

    def pairs_sql(self) -> str:
        """All pairs of the tier; what several blocks find is there several times."""
        return "\nUNION ALL\n".join(f"-- {block.why}\n{block.sql}" for block in self.blocks)

    def merged_sql(self) -> str:
        """As `pairs_sql`; blocks that join the same columns of the voters do so together.

        Reading the columns of millions of voters is most of a block's work.
        """
        groups: dict[tuple[str, ...], list[Block]] = {}
        for block in self.blocks:
            groups.setdefault((block.voters, *sorted(key.voter for key in block.pairs())), []).append(block)
        return "\nUNION ALL\n".join(map(_merged, groups.values()))


def _merged(blocks: Sequence[Block]) -> str:
    """SQL giving (lrow, vrow) of blocks that join the same columns of the same voters."""
    if len(blocks) == 1:
        return blocks[0].sql
    keys = [key.voter for key in blocks[0].pairs()]
    lines = [
        f"SELECT l.*, {way} AS way, {', '.join(f'{key.line} AS key_{key.voter}' for key in block.pairs())} "
        f"FROM {block.lines}"
        for way, block in enumerate(blocks)
    ]
    on = " AND ".join(f"l.key_{key} = v.{key}" for key in keys)
    where = " OR ".join(f"(l.way = {way} AND ({block.where}))" for way, block in enumerate(blocks))
    sql = f"({' UNION ALL BY NAME '.join(lines)}) l JOIN {blocks[0].voters} ON {on} WHERE {where}"
    return f"SELECT l.lrow, v.vrow FROM {sql}"


# A ZIP that is known on both sides and differs ends the search within a very common surname.
_NO_OTHER_ZIP = "(l.zip = v.zip OR l.zip IS NULL OR v.zip = 0)"

# A line without a house number is searched for wider on its street.
_NO_NUMBER = f"l.number IS NULL AND {_NO_OTHER_ZIP}"

# Who shares neither initial nor sound with the line, names exchanged or not, is not the signer misread.
_AN_INITIAL = (
    "(l.i_last IS NULL OR l.i_first = v.i_first OR l.i_last = v.i_last OR l.sound_last = v.sound_last "
    "OR l.sound_first = v.sound_first OR (l.i_first = v.i_last AND l.i_last = v.i_first))"
)
_OPEN_PART = "(FROM part_line SEMI JOIN open_line USING (lrow)) l"
_A_NAME = "(l.first = v.first OR l.sound_last = v.sound_last OR l.sound_first = v.sound_first)"
_ONE_INITIAL = "(l.i_first = v.i_first OR l.i_last = v.i_last)"
_FEW_OR_ZIP = f"(v.n_pair <= {FEW} OR v.zip = l.zip)"


def tiers(weights: Weights, *, dated: bool) -> tuple[Tier, ...]:
    """The tiers in the order they are searched. dated: whether any line has a date of birth."""
    rare = f"l.n_pair <= {weights.prior['frequent']:.0f}"
    born = (_born(),) if dated else ()
    return (_exact(), _address(), _name(rare, weights.prior["crowd"]), *born, _fuzzy(rare))


def _born() -> Tier:
    keys = {
        "last name": "last",
        "first name": "first",
        "house number": "number",
        "ZIP": "zip",
        "street": "street",
    }
    return Tier(
        "born",
        "The same date of birth and one thing more, where lines carry such a date.",
        tuple(Block(f"date of birth and {what}", f"born, {key}") for what, key in keys.items()),
    )


def _exact() -> Tier:
    return Tier(
        "exact",
        "Most signers write name and address as they registered.",
        (Block("same name, number and street", "last, first, number, street"),),
    )


def _address() -> Tier:
    return Tier(
        "address",
        "Everybody registered at the house who has one of the initials: names may be misread, and housemates "
        "must be seen.",
        (Block("same number and street", "number, street", _AN_INITIAL),),
    )


def _name(rare: str, crowd: float) -> Tier:
    return Tier(
        "name",
        "The same name at another address; a frequent name only in the same ZIP or street.",
        (
            Block("same name, held by few", "last, first", rare),
            Block("same frequent name in the ZIP", "last, first, zip", f"NOT ({rare})"),
            Block("same frequent name on the street", "last, first, street", f"NOT ({rare})"),
            Block(
                "same frequent name, middle initial",
                "last, first, i_middle",
                f"NOT ({rare}) AND l.n_pair <= {crowd:.0f}",
            ),
        ),
    )


def _fuzzy(rare: str) -> Tier:
    return Tier(
        "fuzzy",
        "Slips in both name and address, names exchanged, one of two surnames, nicknames, near names.",
        (*_misread(), *_sounding(), *_exchanged(), *_of_two_surnames(rare), *_other_names()),
    )


def _misread() -> tuple[Block, ...]:
    return (
        Block("last name and house number", "last, number", _NO_OTHER_ZIP),
        Block("first name and house number", "first, number", _NO_OTHER_ZIP),
        Block("house number and ZIP, one initial", "number, zip", _ONE_INITIAL),
        Block(
            "street and both initials, a name or a sound",
            "street, i_first, i_last",
            f"{_NO_OTHER_ZIP} AND {_A_NAME}",
        ),
        Block("last name and street", "last, street", _NO_OTHER_ZIP),
        Block("first name and street, no house number", "first, street", _NO_NUMBER),
        Block("both initials and street, no house number", "i_first, i_last, street", _NO_NUMBER),
        Block("last name, ZIP and first initial", "last, zip, i_first"),
    )


def _sounding() -> tuple[Block, ...]:
    return (
        Block("sound of the last name, first name", "sound_last, first", "NOT l.crowded"),
        Block("the same in the ZIP", "sound_last, first, zip", "l.crowded"),
        Block("sound of the first name, last name", "last, sound_first", "NOT l.crowded_first"),
        Block("both sounds and house number", "sound_last, sound_first, number"),
    )


def _exchanged() -> tuple[Block, ...]:
    return (
        Block("first and last name exchanged", "first=last, last=first"),
        Block("exchanged, the last name misread", "first=last, number", _NO_OTHER_ZIP),
        Block("exchanged, the first name misread", "last=first, number", _NO_OTHER_ZIP),
    )


def _of_two_surnames(rare: str) -> tuple[Block, ...]:
    return (
        Block("one of the line's two surnames", "first, part=last", rare, _OPEN_PART),
        Block("one of the voter's two surnames", "first, last=part", rare, voters="prep.part v"),
        Block("one of two surnames, in the ZIP", "first, part=last, zip", f"NOT ({rare})", _OPEN_PART),
    )


def _other_names() -> tuple[Block, ...]:
    """Names that stand for the line's: nicknames; names one letter from one that nobody on the roll bears."""
    last, first = (f"open_line l JOIN near_name near ON near.a = l.{name}" for name in ("last", "first"))
    return (
        Block(
            "nickname and last name",
            "nick.b=first, last",
            _FEW_OR_ZIP,
            "open_line l JOIN nick ON nick.a = l.first",
        ),
        Block(
            "an initial for the first name, a last name held by few",
            "last, i_first",
            f"l.bare_initial AND l.n_last <= {RARE}",
        ),
        Block("near last name, first name", "near.b=last, first", _FEW_OR_ZIP, last),
        Block("near first name, last name", "near.b=first, last", _FEW_OR_ZIP, first),
    )
