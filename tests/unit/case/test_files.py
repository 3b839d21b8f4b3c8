"""Taking files in: a bad one is told by file, row and column, and nothing of it is kept."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from small_petition import OPENING, Clock, lines, sections

from fullcount import case as cases
from fullcount.case import Case, actions
from fullcount.case.models import LineRow, SectionRow
from fullcount.terms import BadInput, Line, NotFound, Refused, Section, Stage, UnknownLaw

SECTIONS = "section,circulator,from,to,lines\n1,circulator-1,2022-02-01,2022-03-01,3\n2,,,,1\n"
LINES = "line,section,number,state\nA-1,1,1,signed\nA-2,1,2,STRUCK\nA-3,1,3,blank\nB-1,2,1,\n"


@pytest.fixture
def opened(case: Case, clock: Clock) -> Case:
    actions.open_petition(case, clock(), OPENING)
    return case


def receive(case: Case, clock: Clock, where: Path, of_sections: str, of_lines: str) -> actions.Received:
    (where / "sections.csv").write_text(of_sections, encoding="utf-8")
    (where / "lines.csv").write_text(of_lines, encoding="utf-8")
    return actions.receive_files(case, clock(), where / "sections.csv", where / "lines.csv")


def test_sections_and_lines_are_received_from_files(opened: Case, clock: Clock, tmp_path: Path) -> None:
    assert receive(opened, clock, tmp_path, SECTIONS, LINES) == actions.Received(2, 4, 2, 1, 1)
    assert SectionRow.objects.get(number=1).circulated_from == date(2022, 2, 1)
    assert list(LineRow.objects.order_by("place").values_list("line", flat=True)) == [
        "A-1",
        "A-2",
        "A-3",
        "B-1",
    ]


@pytest.mark.parametrize(
    ("of_sections", "of_lines", "saying"),
    [
        ("", LINES, "sections.csv: The file is empty"),
        ("section\n1\n", LINES, "no column lines"),
        (SECTIONS + "1,,,,2\n", LINES, "Section 1 was received before"),
        (SECTIONS + "3,,,,0\n", LINES, "sections.csv, row 4, column lines"),
        (SECTIONS + "3,,2022-13-01,,1\n", LINES, "sections.csv, row 4, column from: This is not a date"),
        (
            SECTIONS + "3,,,,10000\n",
            LINES,
            "sections.csv, row 4, column lines: A section has 1 to 9,999 lines",
        ),
        (SECTIONS, LINES + "C-1,3,1,signed\n", "lines.csv, row 6, column section: Section 3 is not among"),
        (
            SECTIONS,
            LINES + "A-1,2,2,signed\n",
            "lines.csv, row 6, column number: The section has lines 1 to 1",
        ),
        (
            SECTIONS,
            LINES.replace("A-3", "A-1"),
            "lines.csv, row 4, column line: The line id A-1 was given before",
        ),
        (
            SECTIONS,
            LINES.replace("A-3,1,3", "A-3,1,2"),
            "row 4, column number: Line 2 of section 1 was given",
        ),
        (
            SECTIONS,
            LINES.replace("blank", "maybe"),
            "lines.csv, row 4, column state: This is not a word known",
        ),
        (SECTIONS, LINES.replace("A-3", ""), "lines.csv, row 4, column line: The line id is not 1 to 100"),
        (
            SECTIONS,
            LINES.replace("A-3", '"A,3"'),
            "lines.csv, row 4, column line: The line id is not 1 to 100",
        ),
        (SECTIONS, LINES.replace("B-1,2,1,\n", ""), "Section 2 has 1 numbered lines that were not given"),
        (SECTIONS, LINES.replace("A-3,1", "A-3,x"), "row 4, column section: This is not a whole number"),
        (SECTIONS.replace("2,,,,1\n", "2,,,,1\n" + "9" * 30 + ",,,,1\n"), LINES, "row 4, column section"),
    ],
)
def test_what_cannot_be_received_is_told_by_its_place(  # noqa: PLR0917 - three fixtures, three parameters
    opened: Case, clock: Clock, tmp_path: Path, of_sections: str, of_lines: str, saying: str
) -> None:
    with pytest.raises(BadInput, match=saying):
        receive(opened, clock, tmp_path, of_sections, of_lines)
    assert not SectionRow.objects.exists()
    assert cases.status(opened).ledger_size == 1


def test_sections_may_come_in_several_receipts_in_any_order(opened: Case, clock: Clock) -> None:
    for part in (range(30, 54), range(1, 30)):
        some = [one for one in sections() if one.number in part]
        actions.receive_sections(opened, clock(), some, [one for one in lines() if one.section in part])
    frozen = actions.freeze_manifest(opened, clock())
    assert (frozen.raw_count, frozen.lines) == (520, 530)
    cases.publish(opened, date(2022, 7, 8))
    written = (opened.bundle_dir / "manifest.csv").read_text().splitlines()[1:]
    assert [row.split(",")[0] for row in written] == [one.id for one in lines()]


def test_a_line_received_before_is_told(opened: Case, clock: Clock) -> None:
    actions.receive_sections(opened, clock(), [Section(1, 1)], [Line("A", 1, 1)])
    with pytest.raises(BadInput, match="line id A was given before"):
        actions.receive_sections(opened, clock(), [Section(2, 1)], [Line("A", 2, 1)])
    with pytest.raises(BadInput, match="Section 1 was received before"):
        actions.receive_sections(opened, clock(), [Section(1, 1)], [Line("B", 1, 1)])


def test_transcripts_findings_and_withdrawals_are_taken_from_files(
    opened: Case, clock: Clock, tmp_path: Path
) -> None:
    receive(opened, clock, tmp_path, SECTIONS, LINES)
    with pytest.raises(Refused, match="freeze the manifest"):
        actions.transcribe_file(opened, clock(), tmp_path / "lines.csv")
    actions.freeze_manifest(opened, clock())
    given = tmp_path / "transcripts.csv"
    given.write_text("line,name,address\nA-1,Ann Abason,1 OAK ST\nB-1,Ben Abbson,2 OAK ST\n")
    assert actions.transcribe_file(opened, clock(), given) == 2
    given.write_text("line,name,address\nA-1,Ann Abason,1 OAK ST\nA-2,Ben Abbson,2 OAK ST\n")
    with pytest.raises(BadInput, match=r"transcripts\.csv, row 3, column line: The line A-2 is struck"):
        actions.transcribe_file(opened, clock(), given)
    given.write_text("line,name,address\n")
    with pytest.raises(BadInput, match=r"transcripts\.csv: No transcript was given"):
        actions.transcribe_file(opened, clock(), given)
    with pytest.raises(NotFound):
        actions.transcribe_file(opened, clock(), tmp_path / "absent.csv")
    requests = tmp_path / "withdrawals.csv"
    requests.write_text("request,voter_id,received\n1,V1,2022-07-01\n2,V2,2022-07-06\n")
    assert actions.register_withdrawals_file(opened, clock(), requests) == actions.Registered(2, 0)


def test_findings_are_taken_from_a_file(case: Case, clock: Clock, tmp_path: Path, sealed_roll: Path) -> None:
    actions.open_petition(case, clock(), replace(OPENING, required=1))
    receive(case, clock, tmp_path, SECTIONS, LINES)
    actions.freeze_manifest(case, clock())
    case.roll_dir.symlink_to(sealed_roll)
    actions.attach_roll(case, clock())
    actions.order_full_count(case, clock())
    given = tmp_path / "findings.csv"
    given.write_text("line,outcome,reason,official,voter_id\nA-1,valid,,examiner-1,V1\nB-1,perhaps,,,\n")
    with pytest.raises(BadInput, match=r"findings\.csv, row 3, column outcome"):
        actions.record_findings_file(case, clock(), Stage.FULL, given)
    given.write_text("line,outcome,reason,voter_id\nA-1,valid,,V1\nB-1,invalid,not_registered,\n")
    assert actions.record_findings_file(case, clock(), Stage.FULL, given) == 2
    assert actions.settle_duplicates(case, clock(), Stage.FULL).by_reason == {"not_registered": 1}


@pytest.mark.parametrize(
    ("changes", "error", "saying"),
    [
        ({"id": "with space"}, BadInput, "id is not of the form"),
        ({"title": " "}, BadInput, "title is empty"),
        ({"law": "ca/none"}, UnknownLaw, "ca/none"),
        ({"required": None}, BadInput, "Neither the required number"),
        ({"required": 0}, BadInput, "must be 1 or more"),
        ({"registered": 100_000}, BadInput, "480, is not what the law asks: 10,000"),
    ],
)
def test_a_petition_that_cannot_be_is_not_opened(
    case: Case, clock: Clock, changes: dict, error: type[Exception], saying: str
) -> None:
    with pytest.raises(error, match=saying):
        actions.open_petition(case, clock(), replace(OPENING, **changes))
    assert cases.status(case).ledger_size == 0


def test_the_required_number_follows_from_the_registered_voters(case: Case, clock: Clock) -> None:
    opening = replace(OPENING, required=None, registered=5_668_569)
    assert actions.open_petition(case, clock(), opening).required == 566_857
