"""Where candidates are looked for: blocks of voters that share a key with a line, tier by tier.

A tier is searched only for lines which the tiers before it left open. Blocks join keys only; names and
addresses are fetched afterwards, once for each pair.
"""

from __future__ import annotations

from dataclasses import dataclass

from fullcount.linkage.weights import Weights


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
        """All pairs of the tier, each once, without those weighed before."""
        found = "\nUNION ALL\n".join(f"-- {block.why}\n{block.sql}" for block in self.blocks)
        return f"SELECT DISTINCT lrow, vrow FROM (\n{found}\n) ANTI JOIN weighed USING (lrow, vrow)"


def _equal(keys: str, where: str = "true", lines: str = "open_line l") -> str:
    """Voters whose keys equal the line's: keys is a list like "h_last, number" or "h_last=h_first"."""
    pairs = [(key.strip().split("=") * 2)[:2] for key in keys.split(",")]
    on = " AND ".join(f"l.{ours} = v.{theirs}" for ours, theirs in pairs)
    return f"SELECT l.lrow, v.vrow FROM {lines} JOIN prep.key v ON {on} WHERE {where}"


# A ZIP that is known on both sides and differs ends the search within a very common surname.
_NO_OTHER_ZIP = "(l.h_zip = v.h_zip OR l.h_zip IS NULL OR v.h_zip IS NULL)"

# Who shares neither initial nor sound with the line, names exchanged or not, is not the signer misread.
_AN_INITIAL = (
    "(l.i_last IS NULL OR l.i_first = v.i_first OR l.i_last = v.i_last OR l.h_sound = v.h_sound "
    "OR l.h_sound_first = v.h_sound_first OR (l.i_first = v.i_last AND l.i_last = v.i_first))"
)
_OPEN_PART = "(FROM part_line SEMI JOIN open_line USING (lrow)) l"
_A_NAME = "(l.h_first = v.h_first OR l.h_sound = v.h_sound OR l.h_sound_first = v.h_sound_first)"
_ONE_INITIAL = "(l.i_first = v.i_first OR l.i_last = v.i_last)"


def tiers(weights: Weights) -> tuple[Tier, ...]:
    """The tiers in the order they are searched."""
    rare = f"l.n_pair <= {weights.prior['frequent']:.0f}"
    return (_exact(), _address(), _name(rare, weights.prior["crowd"]), _fuzzy(rare))


def _exact() -> Tier:
    return Tier(
        "exact",
        "Most signers write name and address as they registered.",
        (Block("same name, number and street", _equal("h_last, h_first, number, h_street")),),
    )


def _address() -> Tier:
    return Tier(
        "address",
        "Everybody registered at the house who has one of the initials: names may be misread, and housemates "
        "must be seen.",
        (Block("same number and street", _equal("number, h_street", _AN_INITIAL)),),
    )


def _name(rare: str, crowd: float) -> Tier:
    return Tier(
        "name",
        "The same name at another address; a frequent name only in the same ZIP or street.",
        (
            Block("same name, held by few", _equal("h_last, h_first", rare)),
            Block("same frequent name in the ZIP", _equal("h_last, h_first, h_zip", f"NOT ({rare})")),
            Block("same frequent name on the street", _equal("h_last, h_first, h_street", f"NOT ({rare})")),
            Block(
                "same frequent name, middle initial",
                _equal("h_last, h_first, i_middle", f"NOT ({rare}) AND l.n_pair <= {crowd:.0f}"),
            ),
        ),
    )


def _fuzzy(rare: str) -> Tier:
    few_sounds = "NOT EXISTS (FROM prep.n_sound n WHERE n.k = hash(l.h_first, l.h_sound))"
    few_first_sounds = "NOT EXISTS (FROM prep.n_sound_first n WHERE n.k = hash(l.h_sound_first, l.h_last))"
    return Tier(
        "fuzzy",
        "Slips in both name and address, names exchanged, one of two surnames, nicknames.",
        (
            Block("last name and house number", _equal("h_last, number", _NO_OTHER_ZIP)),
            Block("first name and house number", _equal("h_first, number", _NO_OTHER_ZIP)),
            Block("house number and ZIP, one initial", _equal("number, h_zip", _ONE_INITIAL)),
            Block("street and both initials, a name or a sound", _equal("h_street, i_first, i_last", f"{_NO_OTHER_ZIP} AND {_A_NAME}")),
            Block("last name and street", _equal("h_last, h_street", _NO_OTHER_ZIP)),
            Block("sound of the last name, first name", _equal("h_sound, h_first", few_sounds)),
            Block("the same in the ZIP", _equal("h_sound, h_first, h_zip", f"NOT ({few_sounds})")),
            Block("sound of the first name, last name", _equal("h_last, h_sound_first", few_first_sounds)),
            Block("both sounds and house number", _equal("h_sound, h_sound_first, number")),
            Block("first and last name exchanged", _equal("h_first=h_last, h_last=h_first")),
            Block("one of the line's two surnames", _equal("h_first, h_part=h_last", rare, _OPEN_PART)),
            Block(
                "one of the voter's two surnames",
                "SELECT l.lrow, v.vrow FROM open_line l JOIN prep.part v "
                f"ON v.h_first = l.h_first AND v.h_part = l.h_last WHERE {rare}",
            ),
            Block(
                "one of two surnames, in the ZIP",
                _equal("h_first, h_part=h_last, h_zip", f"NOT ({rare})", _OPEN_PART),
            ),
            Block(
                "nickname and last name",
                "SELECT l.lrow, v.vrow FROM open_line l JOIN nick ON hash(nick.a) = l.h_first "
                "LEFT JOIN prep.n_pair n ON n.k = hash(hash(nick.b), l.h_last) "
                "JOIN prep.key v ON v.h_first = hash(nick.b) AND v.h_last = l.h_last "
                "WHERE coalesce(n.n, 1) <= 5 OR v.h_zip = l.h_zip",
            ),
        ),
    )
