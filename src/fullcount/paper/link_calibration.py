"""The part of a link report that holds probabilities against the truth, as what is typeset."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from fullcount.estimates import MILLION, Bin, Calibration
from fullcount.paper import words
from fullcount.paper.link_figures import Basis, Judgement, Source
from fullcount.paper.reliability import part, percent, range_words, reliability_sheet
from fullcount.terms import Reading

FEW_LINES: Final = 100
TOO_FEW: Final = "So few lines tell next to nothing about calibration."
_PER_CENT: Final = Fraction(1, 100)


def calibration_sheet(found: Judgement) -> dict[str, Any]:
    """What the template prints of a judgement."""
    whole = found.whole
    return {
        "of": _judged_of(found),
        "stated": percent(whole.coarser().error, 2),
        "sentences": calibration_sentences(whole),
        "plot": reliability_sheet(whole, "all proposals judged"),
        "rows": calibration_rows(whole),
        "parts": [_part_plot(reading, one) for reading, one in found.by_reading],
        "brier": _brier(whole),
        "ranks": _ranks(found),
        "cautions": calibration_cautions(found),
    }


def _judged_of(found: Judgement) -> str:
    if found.source is Source.REFERENCE:
        return found.note
    of = words.number(found.of)
    which = {
        Basis.EVERY: f"all {of} lines" if found.told > 1 else "the one line",
        Basis.SAMPLE: f"{words.counted(found.told, 'line')} of the random sample drawn from the petition",
        Basis.CHOSEN: f"{words.number(found.told)} of {words.counted(found.of, 'line')}",
    }[found.basis]
    who = {
        Source.FINDINGS: "who signed was found by examiners",
        Source.FILE: "who signed stands in a file that was given",
    }[found.source]
    return f"Judged on {which}; {who}. {found.note}".strip()


def calibration_sentences(whole: Calibration) -> list[str]:
    """The expected calibration error, what luck leaves of it, and which way it errs. Needs a proposal."""
    tenths = whole.coarser()
    mean, share = Fraction(whole.whole.total, MILLION * whole.count), Fraction(whole.whole.right, whole.count)
    first = (
        f"The expected calibration error is {percent(tenths.error, 2)}: so far apart, on average over "
        f"{words.counted(whole.count, 'proposal')}, were the probability said and the share that was right."
    )
    luck = Fraction(tenths.error_by_chance)
    than = "no more than twice that" if tenths.error <= 2 * luck else "more than luck explains"
    second = f"Luck alone would leave about {percent(luck, 2)} with as many; the error is {than}."
    few = [TOO_FEW] if whole.count < FEW_LINES else []
    return [first, second, _direction(mean, share), *few]


def _direction(mean: Fraction, share: Fraction) -> str:
    said = f"On the whole {percent(mean, 2)} was said and {percent(share, 2)} was right"
    gap = mean - share
    if abs(gap) < _PER_CENT / 10:
        return f"{said}."
    return f"{said}: the program was too {'sure' if gap > 0 else 'cautious'} by {percent(abs(gap), 2)}."


def calibration_rows(whole: Calibration) -> list[dict[str, Any]]:
    """A row for each tenth that holds anything, and below it the finer bins it is made of."""
    rows = []
    for tenth in whole.coarser().bins:
        parts = [each for each in whole.bins if tenth.low <= each.low < tenth.high]
        if tenth.count:
            rows.append(_bin_row(tenth, finer=False))
            rows += [_bin_row(each, finer=True) for each in parts if each.count and len(parts) > 1]
    return rows


def _bin_row(each: Bin, *, finer: bool) -> dict[str, Any]:
    low, high = each.limits
    return {
        "range": range_words(each.low, each.high),
        "finer": finer,
        "count": words.number(each.count),
        "mean": percent(each.mean, 2),
        "share": percent(each.share, 2),
        "limits": f"{percent(low)} to {percent(high)}".replace("under ", "").replace("over ", ""),
    }


def _part_plot(reading: Reading, found: Calibration) -> dict[str, Any]:
    tenths = found.coarser()
    return {
        "name": str(reading),
        "plot": reliability_sheet(found, f"lines read “{reading}”"),
        "count": words.counted(found.count, "proposal"),
        "error": f"error {percent(tenths.error, 2)} · luck {percent(tenths.error_by_chance, 2)}",
    }


def _brier(whole: Calibration) -> str:
    brier = whole.coarser().brier
    score, reliability, resolution, uncertainty, within = (
        f"{float(part):.5f}".replace("-", "−")
        for part in (brier.score, brier.reliability, brier.resolution, brier.uncertainty, brier.within)
    )
    return (
        f"Brier score {score} = reliability {reliability} − resolution {resolution} "
        f"+ uncertainty {uncertainty} + within bins {within}."
    )


def _ranks(found: Judgement) -> str:
    on_roll = sum(found.ranks) + found.missed
    if not on_roll:
        return ""
    return (
        f"Of {words.counted(on_roll, 'line')} whose signer is on the roll, the signer was the first "
        f"candidate of {part(found.ranks[0], on_roll)}, among the candidates of "
        f"{part(sum(found.ranks), on_roll)}, and not shown for {part(found.missed, on_roll)}."
    )


def calibration_cautions(found: Judgement) -> list[str]:
    """What the truth that was held against cannot tell, and what was left out."""
    said = []
    if found.source is Source.FINDINGS:
        said.append(
            "Examiners saw the program’s candidates: a wrong candidate that was taken for the signer "
            "counts as right here."
        )
        said.append(
            f"Where they found nobody on the roll, “{Reading.NOBODY}” counts as right, also for a signer who "
            "is on the roll and was neither shown nor found by searching: it may be right less often than it "
            "looks here."
        )
    if found.basis is Basis.CHOSEN:
        said.append(
            "How these lines were chosen is not known to the program; it cannot be taken for granted "
            "that the others are like them."
        )
    if found.untold:
        lines = words.counted(found.untold, "line")
        said.append(f"Left out: {lines} examined that told nothing of who signed.")
    if found.unknown:
        lines = words.counted(found.unknown, "line")
        said.append(f"Left out: {lines} of the file given that were not linked.")
    if found.silent:
        said.append(f"Left out: {words.counted(found.silent, 'line')} for which no best candidate is shown.")
    return said
