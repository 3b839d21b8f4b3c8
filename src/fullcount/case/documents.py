"""The figures of a case as room paper sets them, and documents read back into the law's nouns."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from fullcount import law, paper
from fullcount.case import kinds, read
from fullcount.case.book import documents, last_body, last_document
from fullcount.terms import Certificate, Determination, Projection, Rounding, Stage, Step, Verdict

PROJECTED = (
    "percent_valid",
    "uncorrected",
    "value_of_each_signature",
    "duplicate_weight",
    "estimated_duplicates",
    "projected",
)


def projection_of(body: dict[str, Any]) -> Projection:
    """A projection kept as a document."""
    decimals = {name: Decimal(body[name]) for name in PROJECTED}
    return Projection(**{**body, **decimals, "rounding": Rounding(body["rounding"]), "steps": _steps(body)})


def determination_of(body: dict[str, Any]) -> tuple[Stage, Determination]:
    """A determination kept as a document, with its stage."""
    lines = {name: body[name] for name in ("lower_line", "upper_line")}
    return Stage(body["stage"]), Determination(
        verdict=Verdict(body["verdict"]),
        required=body["required"],
        number=Decimal(body["number"]),
        **{name: None if value is None else Decimal(value) for name, value in lines.items()},
        equality=body["equality"],
        steps=_steps(body),
    )


def certificate_of(body: dict[str, Any]) -> Certificate:
    """A certificate kept as a document."""
    return Certificate(
        **{
            **body,
            "filed": date.fromisoformat(body["filed"]),
            "certified": date.fromisoformat(body["certified"]),
            "projected": None if body["projected"] is None else Decimal(body["projected"]),
            "by_reason": tuple((code, label, count) for code, label, count in body["by_reason"]),
            "verdict": Verdict(body["verdict"]),
        }
    )


def figures(published: date, draft: Certificate | None = None) -> paper.Figures:
    """Everything the documents of the case say: the latest certificate, projection and determinations.

    draft: a certificate that is not issued, in the place of the latest; the documents say that it is one.
    """
    petition, rule = last_document("petition"), read.law_of()
    certificates, projections = documents("certificate"), documents("projection")
    certificate = draft or (certificate_of(certificates[-1]) if certificates else None)
    made = _both_roundings(rule, projection_of(projections[-1])) if projections else ()
    return paper.Figures(
        petition=read.petition(),
        published=published,
        county=petition["county"] or petition["jurisdiction"],
        official=petition["official"],
        authority=_authority(rule),
        procedure=rule.values["projected"].cite if "projected" in rule.values else "",
        certificate=certificate,
        projections=made,
        determinations=_determinations(rule, made),
        reasons=_reasons(rule, certificate),
        withdrawn_in_sample=read.tally_of(Stage.SAMPLE)["withdrawn"] if made else 0,
        seed=str((last_body(kinds.SEED) or {}).get("seed", "")),
        manifest_sha256=str((last_body(kinds.FROZEN) or {}).get("manifest_sha256", "")),
        draft=draft is not None,
    )


def _both_roundings(rule: law.Law, applied: Projection) -> tuple[Projection, ...]:
    """The projection applied, and the same count in the other rounding to be shown beside it."""
    other = next(one for one in Rounding if one is not applied.rounding)
    count = law.SampleCount(applied.raw, applied.sample, applied.valid, applied.duplicates)
    return (applied, rule.project(count, other))


def _determinations(
    rule: law.Law, projections: tuple[Projection, ...]
) -> tuple[tuple[Stage, Determination], ...]:
    """Those of the sample, in the order of the projections, then that of the full count."""
    kept = [determination_of(body) for body in documents("determination")]
    sample = [one for stage, one in kept if stage is Stage.SAMPLE]
    full = [one for stage, one in kept if stage is Stage.FULL]
    found = [(Stage.SAMPLE, one) for one in sample[-1:]]
    if sample and len(projections) > 1:
        found.append((Stage.SAMPLE, rule.determine(projections[1], sample[-1].required)))
    return (*found, *((Stage.FULL, one) for one in full[-1:]))


def _reasons(rule: law.Law, certificate: Certificate | None) -> tuple[paper.ReasonRow, ...]:
    """Every reason that was found, in the law's order."""
    counts = {code: count for code, _, count in certificate.by_reason} if certificate else {}
    return tuple(
        paper.ReasonRow(reason.code, reason.label, reason.cite, counts[reason.code])
        for reason in rule.reasons
        if counts.get(reason.code)
    )


def _authority(rule: law.Law) -> str:
    """The citations of what decides: sample, determination, in the order of the rule, each once."""
    wanted = ("prima_facie", "sample_table", "at_equality")
    cites = [rule.values[name].cite for name in wanted if name in rule.values]
    return "; ".join(dict.fromkeys(cite for cite in cites if cite))


def _steps(body: dict[str, Any]) -> tuple[Step, ...]:
    return tuple(Step(**step) for step in body["steps"])
