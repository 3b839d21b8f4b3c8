"""Making a county and a petition: every file of a replay, and the truth in a folder of its own."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fullcount.synth.composition import VALID, Scenario
from fullcount.synth.composition import scenario as scenario_of
from fullcount.synth.county import County, make_county, statuses_of
from fullcount.synth.facts import write_facts
from fullcount.synth.published import write_down
from fullcount.synth.rollfile import write_roll
from fullcount.synth.sections import STATES, Paper, make_circulation, make_paper
from fullcount.synth.signers import NOBODY, Signers, make_signers
from fullcount.synth.transcribe import transcribe
from fullcount.synth.withdrawals import make_withdrawals
from fullcount.synth.written import Written
from fullcount.terms import NotFound, Progress, canonical, silent

NOTED = ("seed", "voters", "by_status", "signed", "lines", "sections", "required", "composition")


@dataclass(frozen=True, slots=True)
class Made:
    """A made county and petition: where its files are and what is in them.

    by_status: records inside the jurisdiction by status. composition: signed lines by true outcome.
    truth: the folder nobody who examines may open.
    """

    scenario: Scenario
    scale: float
    seed: int
    into: Path
    voters: int
    by_status: dict[str, int]
    signed: int
    lines: int
    sections: int
    required: int
    composition: dict[str, int]

    @property
    def roll(self) -> Path:
        """The voter roll, in the fullcount layout."""
        return self.into / "roll.csv"

    @property
    def sections_file(self) -> Path:
        """section,circulator,from,to,lines."""
        return self.into / "sections.csv"

    @property
    def lines_file(self) -> Path:
        """line,section,number,state: signed, struck and blank lines in line order."""
        return self.into / "lines.csv"

    @property
    def transcripts(self) -> Path:
        """line,first,middle,last,address,city,zip of the signed lines, in line order."""
        return self.into / "transcripts.csv"

    @property
    def withdrawals(self) -> Path:
        """request,voter_id,received."""
        return self.into / "withdrawals.csv"

    @property
    def truth(self) -> Path:
        """The folder with truth.csv (line,voter_id,outcome,reason,signature_differs,how) and facts.npz."""
        return self.into / "truth"


def make(scenario: Scenario, scale: float, seed: int, into: Path, progress: Progress = silent) -> Made:
    """Make the county and petition of a scenario; all is determined by scenario, scale and seed.

    scale: above 0 and at most 1. into: a folder, made if need be; files of those names are replaced.
    """
    order = _Order(scenario, scale, seed, into)
    (into / "truth").mkdir(parents=True, exist_ok=True)
    progress("Making people and homes", 0, 0)
    county = make_county(scenario, scale, seed)
    write_roll(county, into / "roll.csv", progress)
    progress("Signing the petition", 0, 0)
    signers = make_signers(county, scenario.composition(scale), seed)
    paper = make_paper(len(signers), scenario.settings["paper"], seed)
    written = _write_down(signers, county, paper, seed, progress)
    progress("Writing the petition", 0, 0)
    made = _made(order, county, paper)
    _write_petition(made, county, paper, signers, written)
    _note(made)
    return made


def _write_down(signers: Signers, county: County, paper: Paper, seed: int, progress: Progress) -> Written:
    """By the error model of the scenario: published tables where it has hands, else slips at stated rates."""
    if "hands" in county.scenario.settings:
        return write_down(signers, county, paper, seed, progress)
    return transcribe(signers, county, seed, progress)


@dataclass(frozen=True, slots=True)
class _Order:
    """What was asked for."""

    scenario: Scenario
    scale: float
    seed: int
    into: Path


def _made(order: _Order, county: County, paper: Paper) -> Made:
    composition = order.scenario.composition(order.scale)
    return Made(
        scenario=order.scenario,
        scale=order.scale,
        seed=order.seed,
        into=order.into,
        voters=len(county.records),
        by_status=statuses_of(county.records),
        signed=sum(composition.values()),
        lines=len(paper.section),
        sections=int(paper.section[-1]),
        required=order.scenario.required(order.scale),
        composition=composition,
    )


def _note(made: Made) -> None:
    """Write made.json, from which open_made() knows the petition again."""
    noted = {name: getattr(made, name) for name in NOTED}
    note = {**noted, "scenario": made.scenario.id, "scale": str(made.scale)}
    (made.into / "made.json").write_bytes(canonical(note) + b"\n")


def open_made(into: Path) -> Made:
    """A county and petition made before in that folder. Raises NotFound."""
    path = into / "made.json"
    if not path.is_file():
        raise NotFound("No made-up petition is in this folder.", do="Make one with fullcount synth make.")
    note = json.loads(path.read_text("utf-8"))
    note |= {"scenario": scenario_of(note["scenario"]), "scale": float(note["scale"])}
    return Made(**note, into=into)


def _write_petition(made: Made, county: County, paper: Paper, signers: Signers, written: Written) -> None:
    ids = paper.ids()
    signed_ids = [ids[index] for index in paper.signed().tolist()]
    _write_sections(made, paper)
    states = (STATES[state].value for state in paper.state.tolist())
    rows = zip(ids, paper.section.tolist(), paper.number.tolist(), states, strict=True)
    _write(made.lines_file, ("line", "section", "number", "state"), rows)
    _write(
        made.transcripts,
        ("line", "first", "middle", "last", "address", "city", "zip"),
        _transcript_rows(signed_ids, written),
    )
    requests = make_withdrawals(county, signers, made.seed)
    _write(made.withdrawals, ("request", "voter_id", "received"), requests)
    header = ("line", "voter_id", "outcome", "reason", "signature_differs", "how")
    _write(made.truth / "truth.csv", header, _truth_rows(signed_ids, county, signers, written))
    write_facts(made.truth / "facts.npz", signed_ids, county, signers, written)


def _write_sections(made: Made, paper: Paper) -> None:
    dates, per = made.scenario.dates, made.scenario.settings["paper"]["sections_per_circulator"]
    span = (dates["circulated_from"], dates["filed"])
    circulation = make_circulation(made.sections, span, per, made.seed)
    rows = zip(
        range(1, made.sections + 1),
        circulation.circulator,
        circulation.began,
        circulation.ended,
        [paper.per_section] * made.sections,
        strict=True,
    )
    _write(made.sections_file, ("section", "circulator", "from", "to", "lines"), rows)


def _transcript_rows(ids: Sequence[str], written: Written) -> Iterable[tuple[str, ...]]:
    for index, line in enumerate(ids):
        yield (
            line, written.first[index], written.middle[index], written.surname(index),
            written.address(index), written.city[index], written.zip[index],
        )  # fmt: skip


def _truth_rows(
    ids: Sequence[str], county: County, signers: Signers, written: Written
) -> Iterable[tuple[str, ...]]:
    numbers = county.records.number
    voters = ["" if row == NOBODY else str(numbers[row]) for row in signers.row.tolist()]
    outcomes = [signers.outcomes[index] for index in signers.outcome.tolist()]
    for index, line in enumerate(ids):
        name = outcomes[index]
        valid = name == VALID
        differs = "yes" if signers.differs[index] else "no"
        how = " ".join(written.slips[index])
        yield (line, voters[index], VALID if valid else "invalid", "" if valid else name, differs, how)


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
