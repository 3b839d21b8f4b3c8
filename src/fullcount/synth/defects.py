"""Defects of the paper, which everyone sees: whatever the error model, they spoil the stated lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fullcount.synth import slips
from fullcount.synth.chance import stream
from fullcount.synth.signers import Signers
from fullcount.synth.written import Written


def spoil(signers: Signers, written: Written, seed: int) -> None:
    """Make the lines with a defect on the paper have it."""
    rng = stream(seed, "defects")
    for defect, spoil in SPOILERS.items():
        if defect not in signers.outcomes:
            continue
        for line in signers.of(defect).tolist():
            spoil(written, line, int(rng.integers(0, 2**40)))
            written.slips[line].append(defect)


def _no_residence(written: Written, line: int, _chance: int) -> None:
    _no_street(written, line)
    written.number[line] = ""


def _po_box(written: Written, line: int, chance: int) -> None:
    _no_street(written, line)
    word = ("PO BOX", "P.O. BOX", "P O BOX")[chance % 3]
    written.number[line] = f"{word} {chance // 8 % 9_800 + 100}"


def _incomplete(written: Written, line: int, chance: int) -> None:
    """Two in three without the house number, the others without the street."""
    if chance % 3:
        written.number[line] = written.half[line] = written.unit[line] = ""
        return
    _no_street(written, line)


def _no_street(written: Written, line: int) -> None:
    written.half[line] = written.direction[line] = written.street[line] = ""
    written.kind[line] = written.unit[line] = ""


def _no_name(written: Written, line: int, _chance: int) -> None:
    written.first[line] = written.middle[line] = written.last[line] = ""
    written.joiner[line] = written.second[line] = written.suffix[line] = ""


def _illegible(written: Written, line: int, chance: int) -> None:
    for texts in (written.first, written.last, written.street, written.number):
        texts[line] = slips.illegible(texts[line], chance)
        chance //= 97


SPOILERS: Mapping[str, Callable[[Written, int, int], None]] = {
    "no_residence_address": _no_residence,
    "po_box_or_mailing_address": _po_box,
    "incomplete_address": _incomplete,
    "no_printed_name": _no_name,
    "illegible": _illegible,
}
