"""Lies that need no false figure: acts out of order, old determinations, officials spelled thrice."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bundlemaker import SEED, VKEY, Maker

from fullcount import sampling
from fullcount.terms import Finding, Stage
from fullcount.verifier import verify


def told(maker: Maker, into: Path) -> dict[str, str]:
    verdict = verify(maker.publish(into), VKEY)
    return {check.name: f"{check.place}: {check.sentence}" for check in verdict.failing}


def with_value(**changes: Any) -> Callable[[Any], Any]:
    return lambda value: {**value, **changes}


def one_person_spelled_thrice(findings: list[Finding]) -> list[Finding]:
    names = {"examiner-2": "Examiner-1", "examiner-3": "ｅxaminer -1\u200b"}
    return [replace(each, official=names.get(each.official, each.official)) for each in findings]


def other_citations(files: dict[str, bytes]) -> dict[str, bytes]:
    return {**files, "reasons.csv": files["reasons.csv"].replace(b"CCR", b"XYZ")}


class FoundBeforeTheDraw(Maker):
    def draw(self) -> None:
        size = self.law.sample_size(len(self.signed)).size
        self.sample = list(sampling.draw(self.signed, SEED, size).lines)
        super().examine(Stage.SAMPLE, self.sample)
        super().draw()

    def examine(self, stage: Stage, lines: list[str]) -> None:
        if stage is Stage.FULL:
            super().examine(stage, lines)


class Unordered(Maker):
    def act(self, kind: str, body: dict[str, Any]) -> None:
        if kind != "full-count-ordered":
            super().act(kind, body)


class CountedAgainstTheSample(Maker):
    """The sample says insufficient; the office counts on until the number is reached."""

    def determine(self, stage: Stage) -> None:
        super().determine(stage)
        self.verdict = "full-count" if stage is Stage.SAMPLE else self.verdict


class Falling(Maker):
    """Where `fall` is set, every line examined is found not registered."""

    fall = False

    def found(self, line: str) -> list[tuple[str, str, str]]:
        return [("not_registered", "examiner-9", "")] if self.fall else super().found(line)


class FoundAfterTheDetermination(Falling):
    """300 lines fall after the determination; the certificate counts them and keeps the verdict."""

    def issue(self, stage: Stage) -> None:
        self.fall = True
        self.examine(stage, [line for line in self.signed if line not in self.withdrawn][:300])
        self.settle(stage)
        super().issue(stage)


class FoundAfterTheProjection(Falling):
    def determine(self, stage: Stage) -> None:
        if stage is Stage.SAMPLE:
            self.fall = True
            self.examine(stage, self.sample[:50])
            self.fall = False
        super().determine(stage)


class SampleDeterminedLast(Maker):
    def issue(self, stage: Stage) -> None:
        self.determine(Stage.SAMPLE)
        super().issue(stage)


class CertifiedTooEarly(Maker):
    def go_through(self) -> None:
        self.receive()
        self.draw()
        self.examine(Stage.SAMPLE, self.sample)
        self.settle(Stage.SAMPLE)
        self.project()
        self.determine(Stage.SAMPLE)
        self.issue(Stage.SAMPLE)


class CertifiedTwice(Maker):
    def issue(self, stage: Stage) -> None:
        super().issue(stage)
        super().issue(stage)


class TwoRolls(Maker):
    def examine(self, stage: Stage, lines: list[str]) -> None:
        if stage is Stage.FULL:
            roll = {"content_hash": "0" * 64, "as_of": "2022-07-07", "voters": 1, "by_status": {}}
            self.act("roll-sealed", roll)
        super().examine(stage, lines)


class WithoutRoll(Maker):
    def act(self, kind: str, body: dict[str, Any]) -> None:
        if kind != "roll-sealed":
            super().act(kind, body)


ORDER: list[tuple[type[Maker], str, str]] = [
    (FoundBeforeTheDraw, "findings", "before it was drawn"),
    (Unordered, "findings", "before it was ordered"),
    (Unordered, "determination", "before the full count was ordered"),
    (SampleDeterminedLast, "determination", "after the full count was ordered"),
    (SampleDeterminedLast, "certificate", "before what it certifies was determined"),
    (CertifiedTooEarly, "certificate", "calls for a full count"),
    (FoundAfterTheDetermination, "certificate", "The determination before is another"),
    (CertifiedTwice, "certificate", "a later one amends"),
    (TwoRolls, "findings", "two rolls"),
    (WithoutRoll, "findings", "before the roll was sealed"),
]


@pytest.mark.parametrize(("maker", "check", "sentence"), ORDER)
def test_an_act_out_of_its_order(tmp_path: Path, maker: type[Maker], check: str, sentence: str) -> None:
    assert sentence in told(maker(), tmp_path)[check]


def test_a_full_count_the_sample_does_not_call_for(tmp_path: Path) -> None:
    assert "calls for none" in told(CountedAgainstTheSample(required=900), tmp_path)["determination"]


def test_a_determination_on_a_sample_that_changed(tmp_path: Path) -> None:
    maker = FoundAfterTheProjection(required=700)
    assert "changed after it was projected" in told(maker, tmp_path)["determination"]


FIGURES = [
    ("one official thrice", {"findings": one_person_spelled_thrice}, "duplicates", "officials must agree"),
    ("day certified", {"certificate": with_value(certified="1999-01-01")}, "certificate", "1999-01-01"),
    ("certificate's number", {"certificate": with_value(number=7, amends=6)}, "certificate", "amends 0"),
    ("more in certificate", {"certificate": with_value(note="x")}, "certificate", "note does not belong"),
    ("more in determination", {"determination": with_value(note="x")}, "determination", "note does not"),
    ("more in projection", {"projection": with_value(note="x")}, "projection", "1 more of this kind"),
    ("more in draw", {"draw.json": with_value(note="x")}, "draw", "note does not belong"),
    ("sections", {"sections-received": with_value(sections=1)}, "manifest", "sections is given as 1"),
    ("sections below 0", {"sections-received": with_value(sections=-64)}, "manifest", "not a whole number"),
    ("citations", {"files": other_citations}, "reasons", "the law says otherwise"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("forgery", "check", "sentence"), [each[1:] for each in FIGURES], ids=[each[0] for each in FIGURES]
)
def test_a_figure_nobody_confirms(tmp_path: Path, forgery: Any, check: str, sentence: str) -> None:
    assert sentence in told(Maker(forgery=forgery), tmp_path)[check]


def test_a_rounding_left_open_until_the_sample_is_known(tmp_path: Path) -> None:
    maker = Maker()
    del maker.petition["rounding"]
    assert "rounding is not" in told(maker, tmp_path)["law"]


def test_registered_voters_written_so_that_nothing_is_worked_out(tmp_path: Path) -> None:
    maker = Maker()
    maker.petition["registered"] = "5668569"
    assert "registered voters is not a whole number" in told(maker, tmp_path)["law"]


def test_what_is_taken_as_given_is_said(tmp_path: Path) -> None:
    said = {check.name: check.sentence for check in verify(Maker().publish(tmp_path)).checks}
    assert "The required number, 520, is taken as petition.json gives it" in said["law"]


def test_a_sample_larger_than_the_law_asks_is_said(tmp_path: Path) -> None:
    verdict = verify(Maker(forgery={"size": lambda size: size + 40}).publish(tmp_path))
    assert verdict.holds
    assert "drew 540; the law asks for 500" in {c.name: c.sentence for c in verdict.checks}["draw"]
