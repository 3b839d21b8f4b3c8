"""Where candidates are looked for: blocks of voters that share a key with a line, tier by tier.

A tier is searched only for lines which the tiers before it left open. Blocks join keys only; names and
addresses are looked at afterwards, once for each pair.
"""

from __future__ import annotations

from dataclasses import dataclass

from fullcount.linkage.weights import Weights

FEW = 5  # nicknames are tried for names held by no more voters than this, or within the ZIP


@dataclass(frozen=True, slots=True)
class Block:
    """One way of finding voters for a line, as SQL giving (lrow, vrow) from `open_line l`."""

    why: str
    sql: str


@dataclass(frozen=True, slots=True)
class Tier:
    """Blocks searched together. name: as the step is called."""

    name: str
    why: str
    blocks: tuple[Block, ...]

    def pairs_sql(self) -> str:
        """All pairs of the tier; what several blocks find is there several times."""
        return "\nUNION ALL\n".join(f"-- {block.why}\n{block.sql}" for block in self.blocks)


def _equal(keys: str, where: str = "true", lines: str = "open_line l") -> str:
    """Voters whose keys equal the line's: keys is a list like "last, number" or "last=first"."""
    pairs = [(key.strip().split("=") * 2)[:2] for key in keys.split(",")]
    on = " AND ".join(f"l.{ours} = v.{theirs}" for ours, theirs in pairs)
    return f"SELECT l.lrow, v.vrow FROM {lines} JOIN prep.voter v ON {on} WHERE {where}"


# A ZIP that is known on both sides and differs ends the search within a very common surname.
_NO_OTHER_ZIP = "(l.zip = v.zip OR l.zip IS NULL OR v.zip = 0)"

# Who shares neither initial nor sound with the line, names exchanged or not, is not the signer misread.
_AN_INITIAL = (
    "(l.i_last IS NULL OR l.i_first = v.i_first OR l.i_last = v.i_last OR l.sound_last = v.sound_last "
    "OR l.sound_first = v.sound_first OR (l.i_first = v.i_last AND l.i_last = v.i_first))"
)
_OPEN_PART = "(FROM part_line SEMI JOIN open_line USING (lrow)) l"
_A_NAME = "(l.first = v.first OR l.sound_last = v.sound_last OR l.sound_first = v.sound_first)"
_ONE_INITIAL = "(l.i_first = v.i_first OR l.i_last = v.i_last)"


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
        tuple(Block(f"date of birth and {what}", _equal(f"born, {key}")) for what, key in keys.items()),
    )


def _exact() -> Tier:
    return Tier(
        "exact",
        "Most signers write name and address as they registered.",
        (Block("same name, number and street", _equal("last, first, number, street")),),
    )


def _address() -> Tier:
    return Tier(
        "address",
        "Everybody registered at the house who has one of the initials: names may be misread, and housemates "
        "must be seen.",
        (Block("same number and street", _equal("number, street", _AN_INITIAL)),),
    )


def _name(rare: str, crowd: float) -> Tier:
    return Tier(
        "name",
        "The same name at another address; a frequent name only in the same ZIP or street.",
        (
            Block("same name, held by few", _equal("last, first", rare)),
            Block("same frequent name in the ZIP", _equal("last, first, zip", f"NOT ({rare})")),
            Block("same frequent name on the street", _equal("last, first, street", f"NOT ({rare})")),
            Block(
                "same frequent name, middle initial",
                _equal("last, first, i_middle", f"NOT ({rare}) AND l.n_pair <= {crowd:.0f}"),
            ),
        ),
    )


def _fuzzy(rare: str) -> Tier:
    return Tier(
        "fuzzy",
        "Slips in both name and address, names exchanged, one of two surnames, nicknames.",
        (
            Block("last name and house number", _equal("last, number", _NO_OTHER_ZIP)),
            Block("first name and house number", _equal("first, number", _NO_OTHER_ZIP)),
            Block("house number and ZIP, one initial", _equal("number, zip", _ONE_INITIAL)),
            Block(
                "street and both initials, a name or a sound",
                _equal("street, i_first, i_last", f"{_NO_OTHER_ZIP} AND {_A_NAME}"),
            ),
            Block("last name and street", _equal("last, street", _NO_OTHER_ZIP)),
            Block("sound of the last name, first name", _equal("sound_last, first", "NOT l.crowded")),
            Block("the same in the ZIP", _equal("sound_last, first, zip", "l.crowded")),
            Block("sound of the first name, last name", _equal("last, sound_first", "NOT l.crowded_first")),
            Block("both sounds and house number", _equal("sound_last, sound_first, number")),
            Block("first and last name exchanged", _equal("first=last, last=first")),
            Block("one of the line's two surnames", _equal("first, part=last", rare, _OPEN_PART)),
            Block(
                "one of the voter's two surnames",
                "SELECT l.lrow, v.vrow FROM open_line l JOIN prep.part v "
                f"ON v.first = l.first AND v.part = l.last WHERE {rare}",
            ),
            Block(
                "one of two surnames, in the ZIP",
                _equal("first, part=last, zip", f"NOT ({rare})", _OPEN_PART),
            ),
            Block(
                "nickname and last name",
                "SELECT l.lrow, v.vrow FROM open_line l JOIN nick ON nick.a = l.first "
                "JOIN prep.voter v ON v.first = nick.b AND v.last = l.last "
                f"WHERE v.n_pair <= {FEW} OR v.zip = l.zip",
            ),
        ),
    )
