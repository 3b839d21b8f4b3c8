"""What a case knows of circulation, and what linking makes of it where voters moved."""

import csv
from datetime import date
from pathlib import Path

import pytest
from small_petition import FILED, OPENING, Clock, lines, sections, signed, transcripts, write_roll

from fullcount import roll
from fullcount.case import Case, actions, linked
from fullcount.case.book import documents
from fullcount.linkage import Options
from fullcount.terms import Section, Transcript

BEGUN, MOVED = date(2022, 2, 1), date(2022, 4, 1)
# Section and the days its circulator declares; line 1 of each is of a voter who moved on MOVED.
DECLARED = {
    1: (BEGUN, date(2022, 3, 31)),
    2: (date(2022, 3, 1), date(2022, 4, 1)),
    3: (date(2022, 4, 1), date(2022, 5, 1)),
    4: (None, None),
    5: (date(2023, 4, 1), None),  # a slip: after filing
    6: (None, date(2022, 3, 1)),
}
SAID = {
    1: "during all of circulation",
    2: "during part of circulation",
    3: "at another time",
    4: "during part of circulation",
    5: "during part of circulation",
    6: "during all of circulation",
}


def dated() -> list[Section]:
    return [Section(one.number, one.lines, "", *DECLARED.get(one.number, ())) for one in sections()]


def moved(one: Transcript) -> Transcript:
    """The address before the move."""
    return Transcript(
        one.line, one.first, "", one.last, "", f"9{int(one.line[:5])} ELM ST", "MADEUP", "90002"
    )


@pytest.fixture
def moving(case: Case, clock: Clock, tmp_path: Path) -> Case:
    """A case whose roll holds former registrations; lines 1 of six sections are written there."""
    actions.open_petition(case, clock(), OPENING)
    actions.receive_sections(case, clock(), dated(), lines())
    actions.freeze_manifest(case, clock())
    write_roll(tmp_path / "roll.csv")
    written = [moved(one) if one.line in movers() else one for one in transcripts()]
    with (tmp_path / "former.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("voter_id", "from", "to", "residence_address", "zip"))
        for one in written:
            if one.line in movers():
                voter = f"V{one.line.replace('-', '')}"
                rows.writerow((voter, "2015-01-01", MOVED, one.address, one.zip))
    given = actions.VoterFile(tmp_path / "roll.csv", roll.layout("fullcount"), FILED, tmp_path / "former.csv")
    actions.seal_roll(case, clock(), given)
    actions.transcribe_lines(case, clock(), written)
    return case


def movers() -> set[str]:
    return {line for line in signed() if line.endswith("-01") and int(line[:5]) in DECLARED}


def said() -> dict[int, str]:
    """Of each mover's line, by section, what the first candidate's evidence says of the time."""
    first = (one for one in linked.candidates() if one.rank == 1 and one.line in movers())
    return {
        int(one.line[:5]): one.evidence.split("registered there ")[1].removesuffix(", not now")
        for one in first
    }


def test_a_case_knows_when_each_section_circulated(moving: Case, clock: Clock) -> None:
    actions.link_lines(moving, clock())
    assert said() == SAID
    assert (linked.linking().circulated_from, linked.linking().filed) == (BEGUN, FILED)


def test_circulation_told_goes_for_sections_that_declare_no_days(moving: Case, clock: Clock) -> None:
    actions.link_lines(moving, clock(), options=Options(circulated_from=MOVED))
    assert said() == {
        **SAID,
        4: "at another time",
        5: "at another time",
        6: "during part of circulation",  # it ended before circulation is told to begin
    }
    assert linked.linking().circulated_from == MOVED


def test_a_linking_kept_before_circulation_was_is_read(
    moving: Case, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.link_lines(moving, clock())
    (kept,) = documents(linked.LINKING)
    assert kept.pop("circulated_from") == BEGUN.isoformat()
    monkeypatch.setattr(linked, "documents", lambda _: [kept])
    assert (linked.linking().circulated_from, linked.linking().filed) == (None, FILED)
