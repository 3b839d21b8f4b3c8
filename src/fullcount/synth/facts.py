"""What an examiner's eyes would find, as compact columns: loaded by the examiner, never shown to the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fullcount.synth.chance import Flags, Ints
from fullcount.synth.county import County
from fullcount.synth.signers import Signers
from fullcount.synth.written import Written
from fullcount.terms import NotFound

INITIALS = ("initial_first", "initials_both")


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: a record or a line. person: who it is of. home, names: codes as written."""

    person: Ints
    home: Ints
    first: Ints
    middle: Ints
    last: Ints
    second: Ints


@dataclass(frozen=True, slots=True)
class Facts:
    """Records by row and signed lines by index, as they would look side by side.

    number: voter ids, ascending. status: index into county.STATUSES. row: the signer's own record, or -1.
    outcome: index into outcomes. initial: only the first name's initial is written. letter: per first
    name code, its first letter. outside: the address written is outside the jurisdiction.
    """

    ids: tuple[str, ...]
    outcomes: tuple[str, ...]
    number: Ints
    status: Ints
    records: Side
    lines: Side
    row: Ints
    outcome: Ints
    initial: Flags
    outside: Flags
    letter: Ints


SIDE = ("person", "home", "first", "middle", "last", "second")


def write_facts(path: Path, ids: Sequence[str], county: County, signers: Signers, written: Written) -> None:
    """Write facts.npz beside the truth."""
    from fullcount.synth.names import first_names

    records, people = county.records, signers.people
    names = ("first", "middle", "last", "second")
    columns = {f"record_{name}": getattr(people, name)[records.person] for name in names}
    columns |= {f"line_{name}": getattr(people, name)[signers.person] for name in names}
    columns |= {"record_person": records.person, "record_home": records.home}
    columns |= {"line_person": signers.person, "line_home": signers.home}
    initial = np.array([any(slip in slips for slip in INITIALS) for slips in written.slips], dtype=np.bool_)
    letter = np.array([ord(text[0]) for text in first_names().texts], dtype=np.int32)
    np.savez(
        path,
        ids=np.array(ids, dtype="U"),
        outcomes=np.array(signers.outcomes, dtype="U"),
        number=records.number,
        status=records.status,
        row=signers.row,
        outcome=signers.outcome,
        initial=initial,
        outside=signers.home >= county.homes_inside,
        letter=letter,
        **columns,
    )


def read_facts(truth: Path) -> Facts:
    """Read the facts in a truth folder. Raises NotFound."""
    path = truth / "facts.npz"
    if not path.is_file():
        raise NotFound("There is no made-up petition's truth here.", do="Make one with fullcount synth make.")
    with np.load(path) as data:
        sides = [Side(*(data[f"{side}_{name}"] for name in SIDE)) for side in ("record", "line")]
        plain = ("number", "status", "row", "outcome", "initial", "outside", "letter")
        return Facts(
            ids=tuple(data["ids"].tolist()),
            outcomes=tuple(data["outcomes"].tolist()),
            records=sides[0],
            lines=sides[1],
            **{name: data[name] for name in plain},
        )
