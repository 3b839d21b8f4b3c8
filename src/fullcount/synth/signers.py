"""Who signs which line, and what a true examination would find: the petition's truth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fullcount.synth.chance import Flags, Ints, clumped, coin, stream
from fullcount.synth.composition import DUPLICATE, VALID
from fullcount.synth.county import CANCELED, INACTIVE, County
from fullcount.synth.people import People, rename, strangers

NOBODY = -1
DEFECTS = (  # what everyone sees on the paper, before any record is looked up
    "no_residence_address",
    "po_box_or_mailing_address",
    "incomplete_address",
    "no_printed_name",
    "illegible",
)
RUN = 6  # lines a forger copies at a sitting
PLAIN = (*DEFECTS, "withdrawn")  # signed by registered voters, otherwise in order


@dataclass(slots=True)
class Signers:
    """Signed lines in line order. Arrays of one length.

    outcome: index into outcomes. row: the signer's record on the roll, or -1. home: the home written.
    person: index into people, which holds the county's people and, after them, the unregistered.
    differs: the signature is not the voter's. run: the forger's run of lines, copied by one hand, or -1.
    """

    outcomes: tuple[str, ...]
    outcome: Ints
    row: Ints
    person: Ints
    home: Ints
    differs: Flags
    run: Ints
    people: People

    def __len__(self) -> int:
        return len(self.outcome)

    def of(self, name: str) -> NDArray[np.int64]:
        """The lines of one outcome."""
        return np.flatnonzero(self.outcome == self.outcomes.index(name))


@dataclass(slots=True)
class _Work:
    """A draft of the lines, outcome by outcome, and what it draws from."""

    county: County
    settings: Mapping[str, Any]
    rng: np.random.Generator
    pool: Ints
    people: People
    parts: dict[str, tuple[Ints, Ints, Ints]] = field(default_factory=dict)
    copied: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int32))

    def voters(self, count: int) -> Ints:
        """Rows of that many registered voters nobody has taken yet."""
        taken, self.pool = self.pool[:count], self.pool[count:]
        return taken

    def run(self, count: int) -> Ints:
        """Rows of that many voters nobody has taken, neighbours by RUN: as copied from a directory."""
        by_home = np.argsort(self.county.records.home[self.pool], kind="stable")
        stretches = len(by_home) // RUN
        chosen = np.sort(self.rng.permutation(stretches)[: -(-count // RUN)])
        places = by_home[(chosen[:, None] * RUN + np.arange(RUN)).ravel()[:count]]
        rows: Ints = self.pool[places]
        self.pool = np.delete(self.pool, places)
        self.copied = np.concatenate((self.copied, rows))
        return rows

    def put(self, outcome: str, rows: Ints, homes: Ints | None = None) -> None:
        """Lines of people on the roll; at the home on record unless another is given."""
        records = self.county.records
        self._append(outcome, rows, records.person[rows], records.home[rows] if homes is None else homes)

    def put_new(self, outcome: str, people: People) -> None:
        """Lines of people who are on no roll."""
        first = len(self.people)
        self.people = self.people.add(people)
        persons = np.arange(first, len(self.people), dtype=np.int32)
        self._append(outcome, np.full(len(people), NOBODY, dtype=np.int32), persons, people.home)

    def _append(self, outcome: str, rows: Ints, persons: Ints, homes: Ints) -> None:
        before = self.parts.get(outcome, (rows[:0], persons[:0], homes[:0]))
        added = (rows, persons, homes)
        joined = tuple(np.concatenate(pair) for pair in zip(before, added, strict=True))
        self.parts[outcome] = (joined[0], joined[1], joined[2])


def make_signers(county: County, composition: Mapping[str, int], seed: int) -> Signers:
    """The signed lines of the stated composition, in line order."""
    records, rng = county.records, stream(seed, "signers")
    open_rows = np.flatnonzero((records.status != CANCELED) & records.inside & ~records.late)
    together = county.scenario.settings["signers"].get("together", 0.0)
    pool = open_rows[clumped(rng, records.home[open_rows], together)].astype(np.int32)
    work = _Work(county, county.scenario.settings["signers"], rng, pool, county.people)
    _put_valid(work, composition.get(VALID, 0), composition.get(DUPLICATE, 0))
    for outcome in PLAIN:
        work.put(outcome, work.voters(composition.get(outcome, 0)))
    for outcome, put in PUTTERS.items():
        put(work, composition.get(outcome, 0))
    return _in_line_order(work, tuple(composition))


def _put_valid(work: _Work, valid: int, copies: int) -> None:
    """Valid lines and their copies: pairs, and triples that hold the stated share of the copies."""
    rows = work.voters(valid)
    triples = min(int(copies * work.settings["triple"]) // 2, valid)
    pairs = copies - 2 * triples
    work.put(VALID, rows)
    work.put(DUPLICATE, np.concatenate((rows[:triples], rows[: triples + pairs])))


def _put_moved(work: _Work, count: int) -> None:
    """Registered voters who wrote a home they are not registered at; some signed rightly as well.

    Some are forgeries: a run copied from a directory with each address one line off.
    """
    shifted = round(count * work.settings.get("runs_shifted", 0.0))
    if shifted:
        rows = work.run(shifted)
        work.put("different_address", rows, np.roll(work.county.records.home[rows], 1))
        count -= shifted
    rows = _some_again(work, count, work.settings["moved_again"])
    homes = _other_homes(work, rows, work.settings["moved_to_voter_home"])
    work.put("different_address", rows, homes)


def _put_forged(work: _Work, count: int) -> None:
    in_runs = round(count * work.settings.get("runs", 0.0))
    if in_runs:
        work.put("mismatch_signature", work.run(in_runs))
        count -= in_runs
    work.put("mismatch_signature", _some_again(work, count, work.settings["forged_again"]))


def _put_canceled(work: _Work, count: int) -> None:
    """People whose only record is canceled; some wrote another home than the one on record."""
    records = work.county.records
    alone = (records.status == CANCELED) & (work.county.people.home[records.person] == records.home)
    rows = work.rng.permutation(np.flatnonzero(alone))[:count].astype(np.int32)
    moved = coin(work.rng, work.settings["canceled_moved"], count)
    homes = np.where(moved, _other_homes(work, rows, 0.8), records.home[rows])
    work.put("canceled", rows, homes)


def _put_outside(work: _Work, count: int) -> None:
    """People of other counties: some on the roll as such, the others on no roll of ours."""
    rows = work.rng.permutation(np.flatnonzero(~work.county.records.inside))
    known = min(round(count * work.settings["outside_on_roll"]), len(rows))
    work.put("out_of_county", rows[:known].astype(np.int32))
    first, end = work.county.homes_inside, len(work.county.homes)
    homes = work.rng.integers(first, end, count - known).astype(np.int32)
    work.put_new("out_of_county", _strangers(work, homes))


def _put_unregistered(work: _Work, count: int) -> None:
    """People on no roll: relatives at a voter's home (the hard ones), newcomers, and copies of both."""
    settings = work.settings
    again = int(count * settings["unregistered_again"])
    hard = round((count - again) * settings["hard_negative"])
    relatives = _relatives(work, hard)
    newcomers = _strangers(work, _any_homes(work, count - again - hard, 0.7))
    everyone = relatives.add(newcomers)
    copies = everyone.take(work.rng.permutation(len(everyone))[:again])
    work.put_new("not_registered", everyone.add(copies))


def _put_late(work: _Work, count: int) -> None:
    rows = work.rng.permutation(np.flatnonzero(work.county.records.late))[:count]
    work.put("registered_late", rows.astype(np.int32))


PUTTERS: Mapping[str, Callable[[_Work, int], None]] = {
    "different_address": _put_moved,
    "mismatch_signature": _put_forged,
    "canceled": _put_canceled,
    "out_of_county": _put_outside,
    "not_registered": _put_unregistered,
    "registered_late": _put_late,
}


def _some_again(work: _Work, count: int, share: float) -> Ints:
    """Rows of voters not yet on the petition, and a few who have a valid line as well."""
    valid = work.parts[VALID][0]
    again = min(round(count * share), len(valid))
    return np.concatenate((valid[len(valid) - again :], work.voters(count - again)))


def _relatives(work: _Work, count: int) -> People:
    """Unregistered people who share surname and home with a registered voter, a few the first name too."""
    records, settings = work.county.records, work.settings
    registered = np.flatnonzero(records.inside & (records.status <= INACTIVE))
    rows = registered[work.rng.integers(0, len(registered), count)]
    voters = work.county.people.take(records.person[rows])
    voters.home = records.home[rows]
    relatives = voters.take(np.arange(count))
    rename(work.rng, relatives, work.county.scenario.settings["county"])
    namesake = coin(work.rng, settings["hard_namesake"], count)
    relatives.first[namesake] = voters.first[namesake]
    return relatives


def _strangers(work: _Work, homes: Ints) -> People:
    scenario = work.county.scenario
    return strangers(work.rng, homes, scenario.filed, scenario.settings["county"])


def _any_homes(work: _Work, count: int, lived_in: float) -> Ints:
    """Homes inside: of registered voters with the chance given, else homes nobody is registered at."""
    county = work.county
    empty = county.vacant[work.rng.integers(0, len(county.vacant), count)]
    some = county.records.home[work.pool[work.rng.integers(0, len(work.pool), count)]]
    return np.where(coin(work.rng, lived_in, count), some, empty).astype(np.int32)


def _other_homes(work: _Work, rows: Ints, lived_in: float) -> Ints:
    """For each record another home than the one on it, one in two within the neighbourhood."""
    own = work.county.records.home[rows]
    homes = _any_homes(work, len(rows), lived_in)
    last = work.county.homes_inside
    near = (own + work.rng.integers(1, 4_000, len(rows))) % last
    homes = np.where(coin(work.rng, 0.5 * lived_in, len(rows)), near, homes)
    return np.where(homes == own, (own + 1) % last, homes).astype(np.int32)


def _in_line_order(work: _Work, outcomes: tuple[str, ...]) -> Signers:
    """Shuffle the drafted lines, and let the first of a voter's equal copies be the valid one."""
    parts = [(index, work.parts[name]) for index, name in enumerate(outcomes) if name in work.parts]
    outcome = np.concatenate([np.full(len(part[0]), index, dtype=np.int32) for index, part in parts])
    row, person, home = (np.concatenate([part[column] for _, part in parts]) for column in range(3))
    run = _runs(work, outcomes, outcome, row)
    order = _order(work, outcomes, outcome, home, run)
    outcome, row, person, home, run = outcome[order], row[order], person[order], home[order], run[order]
    _first_stands(outcome, row, outcomes)
    differs = (
        np.isin(outcome, [outcomes.index("mismatch_signature")]) if "mismatch_signature" in outcomes else None
    )
    flags: Flags = np.zeros(len(outcome), dtype=np.bool_) if differs is None else differs
    return Signers(outcomes, outcome, row, person, home, flags, run, work.people)


def _runs(work: _Work, outcomes: tuple[str, ...], outcome: Ints, row: Ints) -> Ints:
    """For each line the run it was forged in, or -1: voters copied were neighbours, RUN at a time."""
    run = np.full(len(row), -1, dtype=np.int32)
    forged = [
        outcomes.index(name) for name in ("mismatch_signature", "different_address") if name in outcomes
    ]
    place = {int(copied): index // RUN for index, copied in enumerate(work.copied)}
    for line in np.flatnonzero(np.isin(row, work.copied) & np.isin(outcome, forged)).tolist():
        run[line] = place[int(row[line])]
    return run


def _order(work: _Work, outcomes: tuple[str, ...], outcome: Ints, home: Ints, run: Ints) -> NDArray[np.int64]:
    """The lines' order: mixed, but for households who sign together and forged runs. Copies stand apart."""
    copies = (
        outcome == outcomes.index(DUPLICATE) if DUPLICATE in outcomes else np.zeros(len(outcome), dtype=bool)
    )
    apart = int(home.max(initial=0)) + 1 + np.arange(len(home))
    group = np.where(copies, apart, home)
    order = clumped(work.rng, group, work.settings.get("together", 0.0))
    if not len(work.copied):
        return order
    place = np.empty(len(order), dtype=np.float64)
    place[order] = np.arange(len(order))
    start = work.rng.random(int(run.max()) + 1) * len(order)
    place = np.where(run >= 0, start[run], place)
    return np.lexsort((home, place))


def _first_stands(outcome: Ints, row: Ints, outcomes: tuple[str, ...]) -> None:
    """Of one voter's valid lines and copies the first in line order is valid, the others are duplicates."""
    if DUPLICATE not in outcomes:
        return
    valid, duplicate = outcomes.index(VALID), outcomes.index(DUPLICATE)
    lines = np.flatnonzero((outcome == valid) | (outcome == duplicate))
    _, first = np.unique(row[lines], return_index=True)
    outcome[lines] = duplicate
    outcome[lines[first]] = valid
