"""What a case has on record, for those who print it: acts done, determinations, certificates, checkpoint."""

from __future__ import annotations

from collections.abc import Iterator

from fullcount import ledger, roll
from fullcount.case import kinds
from fullcount.case.book import CHUNK, checkpoint, documents, entries, last_acts, origin
from fullcount.case.documents import certificate_of, determination_of
from fullcount.case.home import Case
from fullcount.case.models import Entry, FindingRow
from fullcount.case.read import certified_standings, petition
from fullcount.terms import Certificate, Determination, Outcome, Stage

__all__ = [
    "certificates",
    "determinations",
    "done",
    "entries",
    "off_roll",
    "signed_checkpoint",
    "size",
    "stood",
]


def done() -> frozenset[kinds.Act]:
    """Every (kind, topic) that was done at least once."""
    return frozenset(last_acts())


def size() -> int:
    """The number of entries in the ledger."""
    return Entry.objects.count()


def determinations() -> tuple[tuple[Stage, Determination], ...]:
    """Every determination with its stage, in the order made."""
    return tuple(determination_of(body) for body in documents("determination"))


def certificates() -> tuple[Certificate, ...]:
    """Every certificate, the latest last."""
    return tuple(certificate_of(body) for body in documents("certificate"))


def signed_checkpoint(case: Case) -> str:
    """The ledger's size and root as a signed note."""
    name = origin(petition().id)
    return ledger.sign_note(checkpoint(name).text(), name, case.key_pem)


def stood() -> Iterator[tuple[str, str, str, str]]:
    """Line, outcome, reason and voter id of every line counted, in line order. Confidential."""
    rows = FindingRow.objects.order_by("id").values_list("line__line", "voter_id")
    voters = dict(rows.iterator(chunk_size=CHUNK))
    for line, outcome, reason in certified_standings():
        yield line, outcome, reason, voters.get(line, "")


def off_roll(case: Case, stage: Stage) -> list[str]:
    """Lines found valid whose voter is not on the sealed roll, in line order.

    A registration that was received in time but processed late is lawful; a mistyped voter id hides a
    duplicate. So these are told to a person, and nothing is refused.
    """
    rows = FindingRow.objects.filter(stage=stage.value, outcome=Outcome.VALID.value)
    found = rows.order_by("line_id").values_list("line__line", "voter_id")
    voters = dict(found.iterator(chunk_size=CHUNK))
    with roll.open_roll(case.roll_dir) as sealed:
        unknown = sealed.unknown(set(voters.values()))
    return [line for line, voter in voters.items() if voter in unknown]
