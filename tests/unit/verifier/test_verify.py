"""Valid bundles hold; lies told with the right key are found by the check that should find them."""

from pathlib import Path
from typing import Any

import pytest
from bundlemaker import KEY, NAME, SECRET, VKEY, Maker, sha256, write

from fullcount import ledger
from fullcount.terms import Finding, NotFound, Outcome, Stage, canonical
from fullcount.verifier import Verdict, verify

NAMES = [
    "signature", "files", "ledger", "petition", "law", "manifest", "draw", "findings", "duplicates",
    "projection", "determination", "certificate", "reasons", "standing",
]  # fmt: skip


def failing(verdict: Verdict) -> dict[str, str]:
    return {check.name: f"{check.place}: {check.sentence}" for check in verdict.failing}


def test_a_full_count_holds(tmp_path: Path) -> None:
    maker = Maker()
    verdict = verify(maker.publish(tmp_path))
    assert failing(verdict) == {}
    assert [check.name for check in verdict.checks] == NAMES
    assert [each["stage"] for each in maker.determinations] == ["sample", "full"]
    assert all(
        maker.reasons[code] for code in ("duplicate", "mismatch_signature", "not_registered", "withdrawn")
    )
    assert verdict.key == "+".join(VKEY.split("+")[:2])


def test_a_result_by_the_sample_alone_holds(tmp_path: Path) -> None:
    maker = Maker(required=900)
    assert verify(maker.publish(tmp_path)).holds
    assert maker.verdict == "insufficient"


def test_a_petition_of_which_every_line_is_drawn_holds(tmp_path: Path) -> None:
    maker = Maker(sections=4, required=10)
    assert verify(maker.publish(tmp_path)).holds
    assert len(maker.sample) == len(maker.signed)


def test_a_petition_not_certified_yet_holds(tmp_path: Path) -> None:
    verdict = verify(Maker(certify=False).publish(tmp_path))
    assert failing(verdict) == {}
    assert "Nothing is certified yet." in {check.sentence for check in verdict.checks}


def test_a_pinned_key(tmp_path: Path) -> None:
    bundle = Maker().publish(tmp_path)
    assert verify(bundle, VKEY).holds
    other = ledger.verifier_key(NAME, ledger.new_key(b"2" * 32))
    assert {"signature", "ledger"} <= set(failing(verify(bundle, other)))


def test_a_bundle_signed_again_by_somebody_else_fails_against_the_pinned_key(tmp_path: Path) -> None:
    maker, stranger = Maker(), ledger.new_key(b"2" * 32)
    maker.publish(tmp_path)
    files = {**maker.files, "key.txt": f"{ledger.verifier_key(NAME, stranger)}\n".encode()}
    text = ledger.open_note(files["checkpoint.note"].decode(), VKEY)
    files["checkpoint.note"] = ledger.sign_note(text, NAME, stranger).encode()
    write(tmp_path, files, stranger)
    assert verify(tmp_path).holds
    assert set(failing(verify(tmp_path, VKEY))) == {"signature", "ledger"}


def test_a_finding_rewritten_with_its_entry_but_without_the_key(tmp_path: Path) -> None:
    """Everything is hashed again and agrees; only the two signatures cannot be made."""
    true, false = Maker(), Maker(forgery={"findings": turn_one})
    true.publish(tmp_path)
    false.publish(tmp_path / "false")
    for name, data in false.files.items():
        if name != "checkpoint.note":
            (tmp_path / name).write_bytes(data)
    found = failing(verify_without(tmp_path, "false"))
    assert found["ledger"].startswith("checkpoint.note: root ")
    assert found["files"].startswith("certificate.json: The file was changed")


def verify_without(bundle: Path, folder: str) -> Verdict:
    (bundle / folder).rename(bundle.parent / f"{bundle.name}-{folder}")
    return verify(bundle)


def test_no_bundle_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"no bundle"):
        verify(tmp_path)
    with pytest.raises(NotFound):
        verify(tmp_path / "nowhere")


def test_a_key_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ledger.NoteError):
        verify(Maker(sections=4, required=10).publish(tmp_path), "county.example+00+AAAA")


def turn_one(findings: list[Finding]) -> list[Finding]:
    at = next(at for at, finding in enumerate(findings) if finding.reason == "not_registered")
    tag = ledger.voter_tag(SECRET, "somebody")
    line, stage = findings[at].line, findings[at].stage
    turned = Finding(line, stage, Outcome.VALID, "", "examiner-2", tag)
    return [*findings[:at], turned, *findings[at + 1 :]]


def with_value(**changes: Any) -> Any:
    return lambda value: {**value, **changes}


def without_one_copy(surplus: dict[str, str]) -> dict[str, str]:
    return dict(list(surplus.items())[1:])


def with_wrong_stand(surplus: dict[str, str]) -> dict[str, str]:
    (copy, stands), *others = surplus.items()
    return {stands: copy, **dict(others)}


def favourite_lines(drawn: tuple[str, ...]) -> list[str]:
    return [*drawn[:-1], next(line for line in ("00001-01", "00001-02", "00001-03") if line not in drawn)]


def unlawful_reason(findings: list[Finding]) -> list[Finding]:
    first = findings[0]
    made = Finding(first.line, first.stage, Outcome.INVALID, "ugly", first.official, first.voter_tag)
    return [made, *findings[1:]]


def without_voter(findings: list[Finding]) -> list[Finding]:
    at = next(at for at, finding in enumerate(findings) if finding.outcome is Outcome.VALID)
    made = Finding(findings[at].line, findings[at].stage, Outcome.VALID, "", "examiner-1", "")
    return [*findings[:at], made, *findings[at + 1 :]]


def from_outside_the_sample(findings: list[Finding]) -> list[Finding]:
    drawn = {finding.line for finding in findings}
    line = next(line for line in Maker().signed if line not in drawn)
    extra = Finding(line, Stage.SAMPLE, Outcome.VALID, "", "examiner-1", "0" * 32)
    return [*findings, extra] if findings[0].stage is Stage.SAMPLE else findings


def with_two_officials(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.official != "examiner-3"]


def lower_band(published: dict[str, Any]) -> dict[str, Any]:
    band = published["values"]["insufficient_below"]
    values = {**published["values"], "insufficient_below": {**band, "value": "10"}}
    return {**published, "values": values}


def other_words(published: dict[str, Any]) -> dict[str, Any]:
    band = published["values"]["insufficient_below"]
    values = {
        **published["values"],
        "insufficient_below": {**band, "cite": "Elections Code, as printed"},
    }
    return {**published, "values": values}


def first_row_stands(rows: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    at = next(at for at, row in enumerate(rows) if row[1] == "invalid")
    return [*rows[:at], (rows[at][0], "valid", ""), *rows[at + 1 :]]


def requiring_less(files: dict[str, bytes]) -> dict[str, bytes]:
    return {**files, "petition.json": files["petition.json"].replace(b'"required":520', b'"required":510')}


def reasons_table(files: dict[str, bytes]) -> dict[str, bytes]:
    rows = files["reasons.csv"].replace(b"not_registered", b"illegible")
    return {**files, "reasons.csv": rows}


FORGERIES = [
    ("draw", {"draw": favourite_lines}, "draw", "draw.json"),
    ("draw in the file only", {"draw.json": with_value(size=499)}, "draw", "draw.json"),
    ("smaller sample", {"size": lambda _: 400}, "draw", "sample-drawn"),
    ("seed first", {"order": lambda acts: acts[::-1]}, "draw", "seed-entered"),
    ("another seed entered", {"seed-entered": with_value(seed="1" * 20)}, "draw", "sample-drawn"),
    ("raw count", {"manifest-frozen": with_value(raw_count=700)}, "manifest", "manifest-frozen"),
    ("sections", {"sections-received": with_value(blank=0)}, "manifest", "manifest.csv"),
    ("copies counted", {"surplus": without_one_copy}, "duplicates", "settlements.csv"),
    ("wrong copy stands", {"surplus": with_wrong_stand}, "duplicates", "settlements.csv"),
    ("surplus", {"duplicates-settled": with_value(surplus=0)}, "duplicates", "duplicates-settled"),
    ("tally", {"sample valid": lambda valid: valid + 1}, "projection", "sample-projected"),
    ("projection", {"projection": with_value(projected="599")}, "projection", "sample-projected"),
    ("projection's steps", {"projection": with_value(steps=[])}, "projection", "sample-projected"),
    ("rounding", {"sample-projected": with_value(rounding="sheet")}, "projection", "sample-projected"),
    ("determination", {"determination": with_value(verdict="sufficient")}, "determination", "determined"),
    ("required", {"determination": with_value(required=1)}, "determination", "determined"),
    ("valid certified", {"certificate": with_value(valid=1)}, "certificate", "certified"),
    ("title certified", {"certificate": with_value(title="Another")}, "certificate", "certificate.json"),
    ("method certified", {"certificate": with_value(method="random sample")}, "certificate", "certificate"),
    ("ledger certified", {"certificate": with_value(ledger_size=1)}, "certificate", "certificate.json"),
    ("digest certified", {"certified": with_value(certificate_sha256="0" * 64)}, "certificate", "certified"),
    ("reasons certified", {"certificate": with_value(by_reason=[])}, "reasons", "certificate.json"),
    ("table of reasons", {"files": reasons_table}, "reasons", "reasons.csv"),
    ("standing", {"standing": first_row_stands}, "standing", "standing.csv, row "),
    ("law", {"law": lower_band}, "law", "law.json, values.insufficient_below"),
    ("petition", {"files": requiring_less}, "petition", "petition.json"),
    ("unlawful reason", {"findings": unlawful_reason}, "findings", "findings.csv, row 2"),
    ("valid without a voter", {"findings": without_voter}, "findings", "findings.csv, row "),
    ("outside the sample", {"findings": from_outside_the_sample}, "findings", "findings.csv, row "),
    ("withdrawn from elsewhere", {"withdrawn": lambda _: ["99999-01"]}, "findings", "withdrawals.csv, row 2"),
    ("withdrawals", {"withdrawals-registered": with_value(matched=1)}, "findings", "withdrawals-registered"),
    ("fewer findings", {"findings": lambda made: made[:-1]}, "duplicates", "findings.csv, line "),
    ("two officials", {"findings": with_two_officials}, "duplicates", "findings.csv, line "),
]  # fmt: skip


@pytest.mark.parametrize(
    ("forgery", "check", "place"), [each[1:] for each in FORGERIES], ids=[each[0] for each in FORGERIES]
)
def test_a_lie_signed_with_the_right_key(tmp_path: Path, forgery: Any, check: str, place: str) -> None:
    found = failing(verify(Maker(forgery=forgery).publish(tmp_path), VKEY))
    assert check in found
    assert place in found[check]
    assert not {"signature", "files", "ledger"} & set(found)


def test_other_citations_are_said_and_hold(tmp_path: Path) -> None:
    verdict = verify(Maker(forgery={"law": other_words}).publish(tmp_path))
    law = next(check for check in verdict.checks if check.name == "law")
    assert law.holds
    assert "Words that decide nothing" in law.sentence


def test_an_entry_slipped_in_is_told_by_the_next(tmp_path: Path) -> None:
    maker = Maker()
    maker.publish(tmp_path)
    files = dict(maker.files)
    rows = files["ledger.jsonl"].split(b"\n")
    files["ledger.jsonl"] = b"\n".join([*rows[:5], rows[4], *rows[5:]])
    write(tmp_path, files)
    assert failing(verify(tmp_path))["ledger"].startswith("ledger.jsonl, row 6 (ledger entry 5)")


def test_rows_of_no_entry(tmp_path: Path) -> None:
    maker = Maker()
    maker.publish(tmp_path)
    row = maker.files["findings.csv"].split(b"\n")[1] + b"\n"
    write(tmp_path, {**maker.files, "findings.csv": maker.files["findings.csv"] + row})
    assert "of no ledger entry" in failing(verify(tmp_path))["findings"]


def test_the_certificate_left_out(tmp_path: Path) -> None:
    maker = Maker()
    maker.publish(tmp_path)
    files = {name: data for name, data in maker.files.items() if name != "certificate.json"}
    (tmp_path / "certificate.json").unlink()
    write(tmp_path, files)
    assert failing(verify(tmp_path))["certificate"].startswith("certificate.json: The file is missing")


def test_the_seal_of_another_petition(tmp_path: Path) -> None:
    maker = Maker()
    maker.publish(tmp_path)
    listed = "".join(f"{sha256(maker.files[name])}  {name}\n" for name in sorted(maker.files))
    note = ledger.sign_note(f"fullcount bundle v1\nanother\n{listed}", NAME, KEY)
    (tmp_path / "bundle.note").write_bytes(note.encode())
    assert set(failing(verify(tmp_path))) == {"petition"}


def test_a_law_the_rulebook_does_not_have(tmp_path: Path) -> None:
    forgery = {"law": lambda published: {**published, "id": "ca/recall-martian"}}
    maker = Maker(forgery=forgery)
    maker.petition["law"] = "ca/recall-martian"
    found = failing(verify(maker.publish(tmp_path)))
    assert "rulebook cannot confirm it" in found["law"]


def test_a_required_number_the_law_does_not_make(tmp_path: Path) -> None:
    maker = Maker()
    maker.petition["registered"] = 5_668_569
    found = failing(verify(maker.publish(tmp_path)))
    assert found["law"] == "petition.json: required is given as 520; worked out again it is 566857."
    assert canonical(maker.petition)
