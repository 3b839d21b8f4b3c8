"""The seed ceremony: the order of acts, the seed entered twice, the draw, and what is put on record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from fullcount import case, law, sampling
from fullcount.case import actions, kinds, read
from fullcount.case.book import last_acts
from fullcount.case.models import DrawnRow
from fullcount.terms import BadInput, Petition, Refused, UserError
from fullcount.web.clock import now
from fullcount.web.models import Person
from fullcount.web.office.intake.manifest import Act, act

SEED, DRAWN = (kinds.SEED, ""), (kinds.DRAWN, "")
FIRST = 3  # lines read aloud


@dataclass(frozen=True, slots=True)
class Shown:
    """Where the ceremony stands.

    closed: why nothing is to be done now. size: what the law asks for; first: the ids drawn first.
    """

    petition: Petition
    frozen: Act | None
    seed: Act | None
    drawn: Act | None
    size: law.SampleSize | None
    first: tuple[str, ...]
    closed: UserError | None

    @property
    def command(self) -> str:
        """How anybody draws again; its output's SHA-256 is that of the lines drawn."""
        body = self.drawn.body if self.drawn else {"seed": "", "size": 0}
        return f"fullcount draw --manifest manifest.csv --seed {body['seed']} --size {body['size']}"


def shown() -> Shown:
    """The ceremony now. Raises Refused where no petition is open."""
    petition, frozen = read.petition(), act(kinds.FROZEN)
    seed, drawn = act(kinds.SEED), act(kinds.DRAWN)
    first = DrawnRow.objects.order_by("rank").values_list("line__line", flat=True)[:FIRST]
    return Shown(
        petition,
        frozen,
        seed,
        drawn,
        read.law_of().sample_size(read.raw_count()) if frozen else None,
        tuple(first),
        None if drawn else _closed(DRAWN if seed else SEED),
    )


def _closed(wanted: kinds.Act) -> UserError | None:
    try:
        kinds.check(wanted, last_acts())
        read.check_prima_facie()
        _check_sample()
    except UserError as error:
        return error
    return None


def _check_sample() -> None:
    raw = read.raw_count()
    if read.law_of().sample_size(raw).everything:
        raise Refused(
            f"The law has all {raw:,} signatures examined; there is no draw.",
            do="A supervisor orders the full count.",
        )


def enter_seed(opened: case.Case, person: Person, first: str, second: str) -> None:
    """Enter the seed that two people wrote down. Raises BadInput where they differ or it is no seed."""
    first, second = "".join(first.split()), "".join(second.split())
    if first != second:
        raise BadInput(
            f"The two entries differ {_where(first, second)}.",
            why="Both are typed from the signed sheet, each from the start.",
            do="Read the sheet again, digit by digit, and type both again.",
        )
    sampling.check_seed(first)
    with transaction.atomic():
        before = act(kinds.SEED)
        if before is not None and before.body == {"seed": first}:  # pressed twice
            return
        if before is None and (closed := _closed(SEED)):
            raise closed
        actions.enter_seed(opened, case.Acting(person.name, now()), first)


def _where(first: str, second: str) -> str:
    same = next((at for at, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]), None)
    if same is None:
        return f"in length: {len(first)} and {len(second)} digits"
    return f"at digit {same + 1}"


def draw(opened: case.Case, person: Person, size: int | None) -> None:
    """Draw the sample. size: more than the law asks for, or None. Pressed twice it is drawn once."""
    with transaction.atomic():
        drawn = act(kinds.DRAWN)
        if drawn is not None and size in {None, drawn.body["size"]}:
            return
        actions.draw_sample(opened, case.Acting(person.name, now()), size)


def record() -> dict[str, Any]:
    """What the printed record of the ceremony says. Raises Refused before the draw."""
    found = shown()
    if found.drawn is None:
        raise Refused("No sample is drawn yet.", do="First hold the seed ceremony.")
    return {"shown": found, "law": read.law_of()}
