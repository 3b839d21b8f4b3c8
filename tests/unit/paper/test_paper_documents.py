import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from fullcount import law, paper
from fullcount.paper import Figures, typeset
from fullcount.paper.certificate import certificate_sheet
from fullcount.paper.worksheet import worksheet_sheet
from fullcount.terms import Fault, NotFound, Rounding, Stage, canonical, plain

By = Callable[[str], Figures]
CERTIFICATE = {"certificate.json", "certificate.csv", "certificate.pdf", "reasons.csv"}
WORKSHEET = {"worksheet.csv", "worksheet.pdf", "sample.svg", "sample.pdf"}


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_every_case_is_typeset_and_a_second_time_the_bytes_are_the_same(
    any_figures: Figures, tmp_path: Path
) -> None:
    once, again = tmp_path / "once", tmp_path / "again"
    once.mkdir()
    again.mkdir()
    first = paper.write_documents(once, any_figures)
    second = paper.write_documents(again, any_figures)
    assert [path.name for path in first] == [path.name for path in second]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert {path.name for path in once.iterdir()} == {path.name for path in first}


@pytest.mark.parametrize(
    ("name", "certificate", "worksheet"),
    [
        ("los_angeles", 2, 2),
        ("example", None, 2),
        ("sufficient", 2, 2),
        ("many_reasons", 3, 2),
        ("no_reasons", 1, None),
    ],
)
def test_documents_have_the_pages_they_should(
    figures_of: By, tmp_path: Path, name: str, certificate: int | None, worksheet: int | None
) -> None:
    paper.write_documents(tmp_path, figures_of(name))
    found = {path.name: pages(path.read_bytes()) for path in tmp_path.glob("*.pdf")}
    assert found.get("certificate.pdf") == certificate
    assert found.get("worksheet.pdf") == worksheet
    assert found.get("sample.pdf") == (1 if worksheet else None)


def test_only_what_there_is_gets_written(figures_of: By, tmp_path: Path) -> None:
    for name in ("example", "no_reasons", "los_angeles"):
        (tmp_path / name).mkdir()
    written = {
        name: {path.name for path in paper.write_documents(tmp_path / name, figures_of(name))}
        for name in ("example", "no_reasons", "los_angeles")
    }
    assert written == {
        "example": WORKSHEET,
        "no_reasons": CERTIFICATE,
        "los_angeles": CERTIFICATE | WORKSHEET,
    }


def test_certificate_json_is_the_canonical_certificate(figures_of: By, tmp_path: Path) -> None:
    figures = figures_of("los_angeles")
    paper.write_documents(tmp_path, figures)
    assert (tmp_path / "certificate.json").read_bytes() == canonical(plain(figures.certificate)) + b"\n"


def test_digest_covers_everything_but_the_ledger(figures_of: By) -> None:
    certificate = figures_of("los_angeles").certificate
    assert certificate is not None
    digest = paper.certificate_digest(certificate)
    assert paper.certificate_digest(replace(certificate, ledger_size=9, ledger_root="0" * 64)) == digest
    assert paper.certificate_digest(replace(certificate, officer="Another")) != digest


def test_the_creation_date_is_the_one_handed_in(figures_of: By) -> None:
    sheet = certificate_sheet(figures_of("no_reasons"))
    assert b"D:20220815000000Z" in typeset.pdf("certificate.typ", sheet, date(2022, 8, 15))


def test_names_are_printed_and_never_obeyed(figures_of: By, tmp_path: Path) -> None:
    import typst

    def headings(name: str) -> list[str]:
        sheet = canonical(certificate_sheet(figures_of(name))).decode()
        compiler = typst.Compiler(
            typeset.TEMPLATES / "certificate.typ", root=typeset.TEMPLATES, sys_inputs={"sheet": sheet}
        )
        return [json.dumps(each["body"]) for each in json.loads(compiler.query("heading"))]

    assert headings("hostile") == headings("los_angeles")
    names = {path.name for path in paper.write_documents(tmp_path, figures_of("hostile"))}
    assert names == CERTIFICATE | WORKSHEET


def test_hostile_names_reach_the_page_unchanged_but_for_places_to_break(figures_of: By) -> None:
    figures = figures_of("hostile")
    assert certificate_sheet(figures)["county"] == figures.county
    assert typeset.wrappable(figures.county).replace("\u200b", "") == figures.county


def test_a_plot_says_in_words_what_it_shows(figures_of: By, tmp_path: Path) -> None:
    paper.write_documents(tmp_path, figures_of("los_angeles"))
    svg = (tmp_path / "sample.svg").read_text(encoding="utf-8")
    assert svg.startswith("<svg ")
    assert 'role="img"' in svg
    assert "insufficient below 510,171.3 (90%); sufficient above 623,542.7 (110%)" in svg
    assert "full count 520,050" in svg


def test_nothing_is_written_if_one_document_cannot_be_made(
    figures_of: By, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(template: str, sheet: object, on: date) -> bytes:
        raise Fault("no type")

    monkeypatch.setattr(typeset, "pdf", fails)
    with pytest.raises(Fault):
        paper.write_documents(tmp_path, figures_of("los_angeles"))
    assert list(tmp_path.iterdir()) == []


def test_a_missing_directory_is_said(figures_of: By, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no directory nowhere"):
        paper.write_documents(tmp_path / "nowhere", figures_of("los_angeles"))


def test_what_is_not_there_yet_cannot_be_printed(figures_of: By) -> None:
    with pytest.raises(NotFound, match="Certify"):
        paper.certificate_csv(figures_of("example"))
    with pytest.raises(NotFound, match="Project the sample"):
        paper.worksheet_csv(figures_of("no_reasons"))


def test_progress_goes_to_the_end(figures_of: By, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    paper.write_documents(tmp_path, figures_of("los_angeles"), lambda *step: told.append(step))
    assert [done for _, done, _ in told] == list(range(9))
    assert {of for _, _, of in told} == {8}


def test_the_laws_own_steps_stand_on_the_worksheet_in_both_roundings(figures_of: By, tmp_path: Path) -> None:
    rule = law.find("ca/recall-local", filed=date(2022, 7, 6))
    count = law.SampleCount(715_833, 35_792, 27_983, 104)
    projections = tuple(rule.project(count, each) for each in Rounding)
    made = tuple((Stage.SAMPLE, rule.determine(each, 566_857)) for each in projections)
    full = (Stage.FULL, rule.determine_full(520_050, 566_857))
    figures = replace(figures_of("los_angeles"), projections=projections, determinations=(*made, full))
    sheet = worksheet_sheet(figures)
    assert [len(step["cells"]) for step in sheet["steps"]] == [2] * len(projections[0].steps)
    assert [cell["result"] for cell in sheet["steps"][-1]["cells"]] == ["520,119", "520,135.3205"]
    assert "the same determination" in sheet["rounding_note"]
    paper.write_documents(tmp_path, figures)
    assert pages((tmp_path / "worksheet.pdf").read_bytes()) == 2


def test_a_petition_examined_at_once_has_a_worksheet_and_no_plot(figures_of: By, tmp_path: Path) -> None:
    rule = law.find("ca/recall-local", filed=date(2022, 7, 6))
    projection = rule.project(law.SampleCount(300, 300, 280, 4), Rounding.REGULATION)
    made = (Stage.SAMPLE, rule.determine(projection, 250))
    figures = replace(
        figures_of("los_angeles"),
        certificate=None,
        reasons=(),
        projections=(projection,),
        determinations=(made,),
    )
    names = [path.name for path in paper.write_documents(tmp_path, figures)]
    assert names == ["worksheet.csv", "worksheet.pdf"]
    assert b"advisory" not in paper.worksheet_csv(figures)
