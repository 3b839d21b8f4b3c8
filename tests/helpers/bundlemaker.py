"""Makes small bundles from the pure rooms alone: valid ones, and forged ones signed with the right key.

A forgery names a step of the making and gives what to put in the place of the true value, so that
everything after it (ledger, digests, signatures) is made to agree with the lie.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from fullcount import law, ledger, sampling
from fullcount.terms import (
    Certificate,
    Finding,
    Outcome,
    Rounding,
    Stage,
    Standing,
    canonical,
    plain,
)

FILED = date(2022, 7, 6)
KEY = ledger.new_key(b"a county's signing key, made up.")
NAME = "county.example/petitions"
VKEY = ledger.verifier_key(NAME, KEY)
SECRET = b"a case's secret"
SEED = "86491738302645190277"

Forgery = Mapping[str, Callable[[Any], Any]]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def rows_of(rows: Iterable[Iterable[object]]) -> list[bytes]:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8").splitlines()


def csv_file(header: str, rows: Iterable[bytes]) -> bytes:
    return b"".join(row + b"\n" for row in [header.encode(), *rows])


@dataclass
class Maker:
    """One petition on its way; `files` is what is published."""

    sections: int = 64
    required: int = 520
    forgery: Forgery = field(default_factory=dict)
    certify: bool = True
    law_id: str = "ca/recall-local"

    def __post_init__(self) -> None:
        self.law = law.find(self.law_id, FILED)
        self.entries: list[bytes] = []
        self.files: dict[str, bytes] = {}
        self.findings: list[Finding] = []
        self.finding_rows: list[bytes] = []
        self.withdrawn: list[str] = []
        self.settlement_rows: list[bytes] = []
        self.determinations: list[dict[str, Any]] = []
        self.lines = [
            (f"{section:05d}-{number:02d}", section, number, self._state(section, number))
            for section in range(1, self.sections + 1)
            for number in range(1, 11)
        ]
        self.signed = [line[0] for line in self.lines if line[3] == "signed"]
        self.place = {line: at for at, line in enumerate(self.signed)}
        self.law_json = self.true_or_forged("law", self.law.as_published())
        self.petition = {
            "id": "recall-2022",
            "title": "Recall of a made-up officer",
            "law": self.law_id,
            "jurisdiction": "County of Example",
            "officer": "A. Officer",
            "office": "District Attorney",
            "filed": FILED.isoformat(),
            "registered": None,
            "required": self.required,
            "rounding": Rounding.REGULATION.value,
        }

    @staticmethod
    def _state(section: int, number: int) -> str:
        if section % 16 == 5 and number == 10:
            return "struck"
        return "blank" if section % 32 == 9 and number > 8 else "signed"

    def true_or_forged(self, step: str, value: Any) -> Any:
        return self.forgery[step](value) if step in self.forgery else value

    def act(self, kind: str, body: dict[str, Any]) -> None:
        index = len(self.entries)
        at = f"2022-07-{6 + index // 60:02d}T17:{index % 60:02d}:00Z"
        body = self.true_or_forged(kind, body)
        self.entries.append(ledger.entry_bytes(index, at, "clerk-1", kind, body))

    def found(self, line: str) -> list[tuple[str, str, str]]:
        """(reason, official, voter) of each finding on a line, by a rule anyone can follow by hand."""
        at = self.place[line]
        voter = f"V{at - 1}" if at % 20 == 11 else f"V{at}"
        if at % 13 == 4:
            return [("not_registered", "examiner-2", "")]
        if at % 29 == 7:
            return [("mismatch_signature", f"examiner-{n}", voter) for n in (1, 2, 3)]
        if at % 29 == 9:
            return [("mismatch_signature", "examiner-1", voter), ("", "examiner-2", voter)]
        return [("", "examiner-1", voter)]

    def receive(self) -> None:
        states = Counter(line[3] for line in self.lines)
        self.files["manifest.csv"] = csv_file("line,section,number,state", rows_of(self.lines))
        self.manifest_sha256 = sha256(self.files["manifest.csv"])
        self.act(
            "petition-opened",
            {"petition": self.petition, "law_sha256": sha256(canonical(self.law_json))},
        )
        counts = {state: states[state] for state in ("signed", "struck", "blank")}
        self.act("sections-received", {"sections": self.sections, "lines": len(self.lines), **counts})
        acts = [("manifest-frozen", self.frozen()), ("seed-entered", {"seed": SEED})]
        for kind, body in self.true_or_forged("order", acts):
            self.act(kind, body)
        roll = {"content_hash": sha256(b"a roll"), "as_of": "2022-07-06", "voters": 1000, "by_status": {}}
        self.act("roll-sealed", roll)

    def frozen(self) -> dict[str, Any]:
        return {
            "manifest_sha256": self.manifest_sha256,
            "raw_count": len(self.signed),
            "lines": len(self.lines),
        }

    def draw(self) -> None:
        size = self.law.sample_size(len(self.signed)).size
        drawn = sampling.draw(self.signed, SEED, self.true_or_forged("size", size))
        self.sample = list(self.true_or_forged("draw", drawn.lines))
        size = len(self.sample)
        common = {"seed": SEED, "size": size, "manifest_sha256": self.manifest_sha256}
        self.act("sample-drawn", {**common, "lines_sha256": sampling.lines_digest(self.sample)})
        draw = {**common, "algorithm": "sha256-ticket", "lines": self.sample}
        self.files["draw.json"] = canonical(self.true_or_forged("draw.json", draw)) + b"\n"

    def examine(self, stage: Stage, lines: list[str]) -> None:
        made = []
        for line in lines:
            for reason, official, voter in self.found(line):
                outcome = Outcome.INVALID if reason else Outcome.VALID
                tag = ledger.voter_tag(SECRET, voter) if voter else ""
                made.append(Finding(line, stage, outcome, reason, official, tag))
        made = self.true_or_forged("findings", made)
        self.findings += made
        rows = rows_of((f.line, f.stage, f.outcome, f.reason, f.official, f.voter_tag) for f in made)
        items = {"count": len(rows), "root": ledger.items_root(rows)}
        self.act("findings-recorded", {"stage": stage.value, "items": items})
        self.finding_rows += rows

    def withdraw(self, lines: list[str]) -> None:
        lines = self.true_or_forged("withdrawn", lines)
        rows = rows_of([line] for line in lines)
        items = {"count": len(rows), "root": ledger.items_root(rows)}
        self.act("withdrawals-registered", {"count": len(rows) + 1, "matched": len(rows), "items": items})
        self.withdrawn += lines

    def standings(self, scope: Stage) -> list[Standing]:
        by_line: dict[str, list[Finding]] = {}
        for finding in self.findings:
            by_line.setdefault(finding.line, []).append(finding)
        wanted = set(self.sample if scope is Stage.SAMPLE else self.signed)
        agreeing = self.law.officials_to_reject_signature
        out = {
            line: Standing(line, Outcome.INVALID, "withdrawn", "", settled=True) for line in self.withdrawn
        }
        made = {line: law.standing(findings, agreeing) for line, findings in by_line.items()} | out
        return [made[line] for line in self.signed if line in wanted and line in made]

    def settle(self, scope: Stage) -> None:
        self.scope_standings = self.standings(scope)
        self.surplus = self.true_or_forged("surplus", law.settle(self.scope_standings))
        tags = {each.line: each.voter_tag for each in self.scope_standings}
        groups: dict[str, list[str]] = {}
        for copy, stands in self.surplus.items():
            groups.setdefault(stands, []).append(copy)
        table = [
            (scope.value, tags[line], line, "yes" if line == stands else "no")
            for stands in sorted(groups, key=self.place.__getitem__)
            for line in [stands, *groups[stands]]
        ]
        rows = rows_of(table)
        items = {"count": len(rows), "root": ledger.items_root(rows)}
        settled = {"scope": scope.value, "groups": len(groups), "surplus": len(self.surplus)}
        self.act("duplicates-settled", {**settled, "items": items})
        self.settlement_rows += rows
        reasons = Counter(each.reason for each in self.scope_standings if each.reason)
        if self.surplus:
            reasons["duplicate"] = len(self.surplus)
        self.reasons = self.true_or_forged("reasons", reasons)
        self.valid = len(self.scope_standings) - sum(self.reasons.values())

    def project(self) -> None:
        valid = self.true_or_forged("sample valid", self.valid)
        self.counted = law.SampleCount(len(self.signed), len(self.sample), valid, len(self.surplus))
        self.projection = self.law.project(self.counted, Rounding.REGULATION)
        published = self.true_or_forged("projection", plain(self.projection))
        names = ("rounding", "raw", "sample", "valid", "duplicates", "projected")
        digest = sha256(canonical(published))
        self.act(
            "sample-projected", {**{name: published[name] for name in names}, "projection_sha256": digest}
        )
        self.files["projection.json"] = canonical(published) + b"\n"

    def determine(self, stage: Stage) -> None:
        if stage is Stage.SAMPLE:
            made = self.law.determine(self.projection, self.required)
        else:
            made = self.law.determine_full(self.valid, self.required)
        published = self.true_or_forged("determination", plain(made))
        body = {name: published[name] for name in ("verdict", "number", "required")}
        self.act("determined", {"stage": stage.value, **body})
        self.verdict = published["verdict"]
        self.determinations.append({"stage": stage.value, **published})

    def issue(self, stage: Stage) -> None:
        rows = rows_of(self.true_or_forged("standing", self.standing_rows()))
        self.files["standing.csv"] = csv_file("line,outcome,reason", rows)
        known = {reason.code: reason for reason in self.law.reasons}
        labels = {code: known.get(code, known["other"]) for code in self.reasons}
        listed = [(code, labels[code].label, count) for code, count in self.reasons.items()]
        table = [(code, label, labels[code].cite, count) for code, label, count in listed]
        self.files["reasons.csv"] = csv_file("code,label,cite,count", rows_of(table))
        root = ledger.root_of(map(ledger.leaf_hash, self.entries))
        certificate = plain(
            Certificate(
                number=1,
                amends=0,
                petition=self.petition["id"],
                title=self.petition["title"],
                officer=self.petition["officer"],
                office=self.petition["office"],
                jurisdiction=self.petition["jurisdiction"],
                law=self.law_id,
                rule_set=sha256(canonical(self.law_json)),
                filed=FILED,
                certified=FILED,
                required=self.required,
                raw=len(self.signed),
                sample=len(self.sample),
                sample_valid=self.counted.valid,
                sample_duplicates=self.counted.duplicates,
                projected=Decimal(self.projection.projected),
                method="full count" if stage is Stage.FULL else "random sample",
                valid=self.valid,
                disqualified=sum(self.reasons.values()),
                by_reason=tuple(listed),
                verdict=self.verdict,
                ledger_size=len(self.entries),
                ledger_root=root.hex(),
            )
        )
        certificate = self.true_or_forged("certificate", certificate)
        bare = {key: value for key, value in certificate.items() if not key.startswith("ledger_")}
        figures = {key: certificate[key] for key in ("number", "amends", "valid", "disqualified")}
        self.act("certified", {**figures, "certificate_sha256": sha256(canonical(bare))})
        self.files["certificate.json"] = canonical(certificate) + b"\n"
        self.files["certificate.pdf"] = b"%PDF-1.7 stands in for the certificate as printed\n"

    def standing_rows(self) -> list[tuple[str, str, str]]:
        return [
            (each.line, "invalid", "duplicate")
            if each.line in self.surplus
            else (each.line, str(each.outcome), each.reason)
            for each in self.scope_standings
        ]

    def go_through(self) -> None:
        self.receive()
        self.draw()
        self.withdraw(self.signed[3:5])
        self.examine(Stage.SAMPLE, self.sample)
        self.settle(Stage.SAMPLE)
        self.project()
        self.determine(Stage.SAMPLE)
        stage = Stage.SAMPLE
        if self.verdict == "full-count":
            stage = Stage.FULL
            left = sorted(set(self.signed) - set(self.sample), key=self.place.__getitem__)
            self.act("full-count-ordered", {"lines_left": len(left)})
            self.examine(Stage.FULL, left)
            self.settle(Stage.FULL)
            self.determine(Stage.FULL)
        if self.certify:
            self.issue(stage)

    def publish(self, into: Path) -> Path:
        self.go_through()
        self.files["petition.json"] = canonical(self.petition) + b"\n"
        self.files["law.json"] = canonical(self.law_json) + b"\n"
        self.files["determination.json"] = canonical(self.determinations) + b"\n"
        self.files["withdrawals.csv"] = csv_file("line", rows_of([line] for line in self.withdrawn))
        self.files["findings.csv"] = csv_file(
            "line,stage,outcome,reason,official,voter_tag", self.finding_rows
        )
        self.files["settlements.csv"] = csv_file("scope,voter_tag,line,stands", self.settlement_rows)
        self.files["ledger.jsonl"] = b"".join(entry + b"\n" for entry in self.entries)
        root = ledger.root_of(map(ledger.leaf_hash, self.entries))
        checkpoint = ledger.Checkpoint("fullcount/recall-2022", len(self.entries), root)
        self.files["checkpoint.note"] = ledger.sign_note(checkpoint.text(), NAME, KEY).encode()
        self.files["key.txt"] = f"{VKEY}\n".encode()
        self.files = self.true_or_forged("files", self.files)
        return write(into, self.files)


def write(into: Path, files: Mapping[str, bytes], key: bytes = KEY) -> Path:
    """Write the files and the note over them, signed."""
    into.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (into / name).write_bytes(data)
    listed = "".join(f"{sha256(files[name])}  {name}\n" for name in sorted(files))
    text = f"fullcount bundle v1\nrecall-2022\n{listed}"
    (into / "bundle.note").write_bytes(ledger.sign_note(text, NAME, key).encode())
    return into
