"""Weights learned from a petition: from its lines alone, or from what examiners found.

From lines alone: pairs are found and weighed as linking does it; how probable each is gives expected counts
of levels, these give new weights, and so on until they stand still (em.py). What the new weights do to chance
(`besides`) is taken in by weighing the same pairs anew, a few rounds. From findings: levels are counted.
In both cases the weights learning began with count like so many matches seen before (BELIEVED).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from fullcount.linkage.arrays import Bytes, Ints, Pairs, Side
from fullcount.linkage.blocks import tiers
from fullcount.linkage.bounds import bounded
from fullcount.linkage.em import (
    BELIEVED,
    DATED,
    Classes,
    Counts,
    Fit,
    Group,
    Observed,
    Prior,
    Shares,
    fit,
    groups,
    patterns,
    shares_of,
    with_shares,
)
from fullcount.linkage.findings import read_findings
from fullcount.linkage.intake import load_lines
from fullcount.linkage.levels import name_levels, other_levels
from fullcount.linkage.link import Options, read_both, scale_of
from fullcount.linkage.prepare import prepare
from fullcount.linkage.score import Weighed
from fullcount.linkage.search import Here, Search, block_columns, show_voters
from fullcount.linkage.settle import missed, namesakes, rival_odds, stranger
from fullcount.linkage.steps import Run
from fullcount.linkage.voters import VoterFile
from fullcount.linkage.weights import COMPARISONS, Weights
from fullcount.linkage.weights_text import digest
from fullcount.terms import Progress, Refused, silent

LEAST: Final = 1_000  # lines, or findings, below which nothing is learned
LEAST_FOUND: Final = 0.3  # share of lines with a voter below which something else is wrong
ROUNDS: Final = 4  # times the pairs are weighed
ITERATIONS: Final = 60  # in a round, at most
_CLOSE: Final = 0.01  # a round that moves no share by more, relative to itself, is the last
_DIGITS: Final = 4  # of a learned number
_STEPS: Final = 24
_UNTOLD: Final = {"way": "agrees", "time": "now"}  # levels that weigh nothing, where not named "unknown"
WHAT: Final = "Learning weights"


@dataclass(frozen=True, slots=True)
class Change:
    """A level, or a share of lines: the number before and after, and the count behind it.

    count: expected (or found) matches at this level, or lines. bounded: whether bounds.py held it back.
    """

    comparison: str
    level: str
    old: float
    new: float
    count: float
    bounded: bool


@dataclass(frozen=True, slots=True)
class Learned:
    """Learned weights and how they came about.

    lines: learned from; matches: expected or found among them; objective: of each round the log-likelihood
    with the prior's part (natural logarithms), before each iteration and after the last; settled: whether
    the shares stood still before the iterations ran out; began_with: the digest of the weights before.
    """

    weights: Weights
    changes: tuple[Change, ...]
    source: str
    lines: int
    matches: float
    objective: tuple[tuple[float, ...], ...]
    settled: bool
    began_with: str

    @property
    def iterations(self) -> int:
        """How often expectation and maximisation took turns."""
        return sum(len(each) - 1 for each in self.objective)

    def head(self) -> tuple[str, ...]:
        """What the written file says at its top."""
        matches = f"{self.matches:,.0f} of them with a voter"
        return (
            f"Learned by fullcount from {self.lines:,} {self.source}, {matches}.",
            f"The weights before counted like {BELIEVED[self.source]:,.0f} matches. SHA-256 of their file:",
            self.began_with,
        )


def learn(  # noqa: PLR0913, PLR0917 - as link, and the findings
    lines_csv: Path,
    roll: Path | VoterFile,
    workdir: Path,
    progress: Progress = silent,
    options: Options | None = None,
    findings: Path | None = None,
) -> Learned:
    """Learn weights from lines as `link` takes them, beginning with options.weights; nothing is written.

    findings: a CSV of line and voter_id (empty: nobody); then these are counted, and lines without a finding
    are not looked at. Raises BadInput for files that cannot be read, NotFound without a roll, and Refused
    where there are too few lines or findings, or hardly a voter is found. The order of lines does not matter.
    """
    options = options or Options()
    if isinstance(roll, Path):
        prepare(roll, progress, options.engine)
    workdir.mkdir(parents=True, exist_ok=True)
    spill = workdir / f"learn.{os.getpid()}.spill"
    try:
        with options.engine.connect(spill) as db:
            run = Run(db, "Finding pairs", progress, of=_STEPS)
            written, voters = read_both(run, lines_csv, roll)
            show_voters(db, block_columns(voters.roll), voters.roll.parts)
            lines = load_lines(run, written, voters.roll)
            lines = lines.dated(options.circulated_from, options.filed)
            here = Here(run, lines.columns, voters.roll, scale_of(lines, voters.roll, options.weights))
            if findings is not None:
                voters.name_rows(db, np.arange(len(voters.roll), dtype=np.int32))
            return _from_lines(here) if findings is None else _from_findings(here, findings)
    finally:
        shutil.rmtree(spill, ignore_errors=True)


def _weighed_anew(here: Here, weights: Weights, before: Weighed) -> Weighed:
    """Pairs found before, with other weights."""
    scale = replace(here.scale, weights=weights)
    return scale.weigh(Side(here.lines, before.lrow), Side(here.voters, before.vrow))


def _levels(here: Here, lrow: Ints, vrow: Ints) -> Bytes:
    """The levels of pairs, however little they agree: a column for each comparison."""
    pairs, scale = Pairs(Side(here.lines, lrow), Side(here.voters, vrow)), here.scale
    first, last = name_levels(pairs, scale.known, scale.weights)
    found = {
        "first": first,
        "last": last,
        **other_levels(pairs, scale.known, scale.weights, scale.middle_held),
    }
    return np.stack([found[name] for name in COMPARISONS], axis=1)


def _from_lines(here: Here) -> Learned:
    start, lines = here.scale.weights, len(here.lines["n_pair"])
    _refuse_few(lines, "lines")
    search = Search(here.run, here.lines, here.roll, start, here)
    for tier in tiers(start, dated=bool(np.any(here.lines["born"]))):
        search.tier(tier)
    dated = _dated(here)
    source = "lines with dates of birth" if dated else "lines"
    learned = groups(start, known=dated)
    prior = Prior(shares_of(start, learned), BELIEVED[source])
    weighed = search.finish()
    weighed = weighed.at(weighed.level("time") == start.code("time", "now"))  # of the roll as it is
    _refuse_unfound(_found(weighed, start), lines)
    fits = _rounds(here, weighed, prior, learned)
    outcome = _Outcome(prior, learned, fits[-1].shares, fits[-1].counts)
    objective = tuple(each.objective for each in fits)
    return outcome.learned(start, source, objective, settled=fits[-1].settled)


def _dated(here: Here) -> bool:
    """Whether matches are found by date of birth, whatever became of name and address."""
    return all(float(np.mean(side["born"] > 0)) >= DATED for side in (here.lines, here.voters))


def _found(weighed: Weighed, weights: Weights) -> float:
    """How many lines may be expected to be of a voter that was found."""
    odds = rival_odds(weighed, weights)
    of_pairs = np.bincount(odds.lines.of, odds.pair, len(odds.lines.lrow))
    return float((of_pairs / (of_pairs + odds.nobody)).sum())


def _rounds(here: Here, weighed: Weighed, prior: Prior, learned: Sequence[Group]) -> list[Fit]:
    """Fit, weigh the same pairs anew, and again, until a round moves hardly anything."""
    start, shares, fits = here.scale.weights, prior.shares, list[Fit]()
    weights, done = start, 0
    for _ in range(ROUNDS):
        if fits:
            weighed = _weighed_anew(here, weights, weighed)
        observed = _observed(weighed, here, weights, learned)
        fits.append(fit(observed, shares, prior, ITERATIONS, _heard(here.run.progress, done)))
        done += len(fits[-1].objective) - 1
        if fits[-1].shares.near(shares, _CLOSE):
            break
        shares = fits[-1].shares
        weights = with_shares(start, prior.shares, shares, learned)
    here.run.progress(WHAT, done, done)
    return fits


def _heard(progress: Progress, before: int) -> Callable[[int], None]:
    return lambda done: progress(WHAT, before + done, 0)


def _observed(weighed: Weighed, here: Here, weights: Weights, learned: Sequence[Group]) -> Observed:
    """The rivals of every line, each against a stranger.

    A housemate is not the signer, by rule: it counts with the relatives. Namesakes too many to list stand as
    one rival with the levels that settle.py takes them to have, and the voter whom no search brought up as
    one of whom nothing is compared.
    """
    lines, odds = here.lines, rival_odds(weighed, weights)
    count, unit = len(lines["n_pair"]), float(stranger(weights))
    relative = np.zeros(count)
    relative[odds.lines.lrow] = odds.nobody / unit - 1
    relative += np.bincount(weighed.lrow, np.where(odds.housemate, odds.pair / unit, 0.0), count)
    unlisted = namesakes(weighed, lines["n_pair"], weights)
    crowds, pairs = np.flatnonzero(unlisted), np.flatnonzero(~odds.housemate)
    alike = np.tile(_rival_levels(weights, first="same", last="same", address="elsewhere"), (len(crowds), 1))
    unseen = np.tile(_rival_levels(weights), (count, 1))
    levels = np.concatenate([weighed.levels[pairs], alike, unseen])
    found, pattern = patterns(levels, weights, learned)
    line = np.concatenate([weighed.lrow[pairs].astype(np.int64), crowds, np.arange(count)])
    against = [odds.pair[pairs], unlisted[crowds], missed(lines, weights, here.scale.known)]
    return Observed(line, pattern, np.concatenate(against) / unit, relative, found)


def _rival_levels(weights: Weights, **known: str) -> Bytes:
    """The levels of a rival of whom so much is known and nothing else."""
    return np.array(
        [weights.code(name, known.get(name, _UNTOLD.get(name, "unknown"))) for name in COMPARISONS],
        dtype=np.uint8,
    )


def _from_findings(here: Here, path: Path) -> Learned:
    start = here.scale.weights
    lrow, vrow, lines = read_findings(here.run.db, path)
    _refuse_few(lines, "findings")
    _refuse_unfound(len(lrow), lines)
    learned = groups(start, known=True)
    prior = Prior(shares_of(start, learned), BELIEVED["findings"])
    found, row = patterns(_levels(here, lrow, vrow), start, learned)
    matches = found.counts(np.bincount(row, minlength=len(found.member)).astype(np.float64))
    counts = Counts(matches, _classes(len(lrow), lines, prior.shares.classes))
    outcome = _Outcome(prior, learned, prior.joined(counts), counts)
    return outcome.learned(start, "findings", (), settled=True)


def _classes(matched: int, lines: int, believed: Classes) -> Classes:
    """Findings do not tell whether who is not on the roll lives with a voter: that share stays."""
    each = (lines - matched) / (believed.stranger + believed.relative)
    return Classes(float(matched), each * believed.stranger, each * believed.relative)


class _Outcome(NamedTuple):
    """What learning came to, before it is told."""

    prior: Prior
    groups: Sequence[Group]
    shares: Shares
    counts: Counts

    def learned(
        self, start: Weights, source: str, objective: tuple[tuple[float, ...], ...], *, settled: bool
    ) -> Learned:
        """The outcome within bounds, in numbers of few digits, beside what was."""
        free = with_shares(start, self.prior.shares, self.shares, self.groups)
        weights = _rounded(bounded(free, start), start)
        return Learned(
            weights,
            tuple(self._changes(start, free, weights)),
            source,
            round(sum(self.counts.classes)),
            self.counts.classes.voter,
            objective,
            settled,
            digest(start),
        )

    def _changes(self, start: Weights, free: Weights, weights: Weights) -> Iterator[Change]:
        voter, _, relative = self.counts.classes
        for name, count in (("on_roll", voter), ("relative", relative)):
            drawn_back = not _alike(free.prior[name], weights.prior[name])
            yield Change("prior", name, start.prior[name], weights.prior[name], count, drawn_back)
        for group, counts in zip(self.groups, self.counts.groups, strict=True):
            for code, count in zip(group.levels, counts, strict=True):
                old, new, wanted = (each.levels[group.comparison][code] for each in (start, weights, free))
                if old.same is not None:
                    drawn_back = not _alike(wanted.likely, new.likely)
                    yield Change(
                        group.comparison, old.level, old.likely, new.likely, float(count), drawn_back
                    )


def _rounded(weights: Weights, start: Weights) -> Weights:
    """Numbers that were learned, in few digits; what was not is left as it stood."""
    levels = {
        name: tuple(
            row if row == old else replace(row, same=_few_digits(row.likely))
            for row, old in zip(rows, start.levels[name], strict=True)
        )
        for name, rows in weights.levels.items()
    }
    prior = {
        name: value if value == start.prior[name] else _few_digits(value)
        for name, value in weights.prior.items()
    }
    return Weights(prior, weights.status, levels)


def _few_digits(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def _alike(wanted: float, given: float) -> bool:
    return abs(wanted - given) <= 10.0 ** (1 - _DIGITS) * abs(wanted)


def _refuse_few(number: int, what: str) -> None:
    if number < LEAST:
        raise Refused(
            f"Weights are learned from {LEAST:,} {what} or more; here are {number:,}.",
            do="Use the weights that come with fullcount.",
        )


def _refuse_unfound(found: float, lines: int) -> None:
    if found < LEAST_FOUND * lines:
        raise Refused(
            f"Only {found / lines:.0%} of the lines seem to have a voter: nothing can be learned.",
            do="Check that roll and lines belong together, and that columns are mapped rightly.",
        )
