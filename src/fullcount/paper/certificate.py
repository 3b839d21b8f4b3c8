"""The certificate of the result, and the table of reasons: as JSON, as CSV and as what is typeset."""

from __future__ import annotations

import hashlib
from dataclasses import fields
from decimal import Decimal
from typing import Any

from fullcount.paper import words
from fullcount.paper.figures import METHOD_FULL, Figures, ReasonRow
from fullcount.paper.tabular import csv_bytes
from fullcount.terms import Certificate, NotFound, canonical, plain

LEDGER_FIELDS = ("ledger_size", "ledger_root")
SAMPLE_ONLY = "A random sample was examined and projected to the whole petition."
EVERYTHING = "Every signature filed was examined."
FULL_AFTER_SAMPLE = (
    "A random sample was examined first; as its projection lay between the lines of the law, every other "
    "signature was examined too. The findings of the sample stand."
)
DRAFT = "This page shows what the certificate would say. Nothing is certified by it; do not sign it."


def certificate_json(certificate: Certificate) -> bytes:
    """The certificate as published: canonical JSON (RFC 8785) and a line end."""
    return canonical(plain(certificate)) + b"\n"


def certificate_digest(certificate: Certificate) -> str:
    """SHA-256 (hex) of the canonical certificate without ledger_size and ledger_root.

    The ledger's own entry of the certificate holds this digest, so it cannot cover the ledger.
    """
    body = {key: value for key, value in plain(certificate).items() if key not in LEDGER_FIELDS}
    return hashlib.sha256(canonical(body)).hexdigest()


def certificate_csv(figures: Figures) -> bytes:
    """The certificate as CSV, columns item and value: its fields in order, a row for each reason.

    Raises NotFound without a certificate.
    """
    certificate = certificate_of(figures)
    values = plain(certificate)
    rows: list[tuple[str, object]] = []
    for name in (each.name for each in fields(certificate)):
        if name == "by_reason":
            rows += [(f"disqualified: {row.code}", row.count) for row in figures.reason_rows()]
        else:
            rows.append((name, values[name] if values[name] is not None else ""))
    return csv_bytes(("item", "value"), rows)


def reasons_csv(figures: Figures) -> bytes:
    """The table of reasons as CSV, columns code, label, cite, count, in the law's order."""
    rows = [(row.code, row.label, row.cite, row.count) for row in figures.reason_rows()]
    return csv_bytes(("code", "label", "cite", "count"), rows)


def certificate_of(figures: Figures) -> Certificate:
    """The certificate among the figures. Raises NotFound if there is none yet."""
    if figures.certificate is None:
        raise NotFound(
            "There is no certificate among these figures.",
            do="Certify the result first; before that only the worksheet can be made.",
        )
    return figures.certificate


def certificate_sheet(figures: Figures) -> dict[str, Any]:
    """What the certificate's template prints: texts only, every number already put into words."""
    certificate = certificate_of(figures)
    return {
        "kind": "Amended certificate" if certificate.amends else "Certificate",
        "county": figures.county,
        "official": figures.official,
        "opening": _opening(figures, certificate),
        "draft": DRAFT if figures.draft else "",
        "amends": _amends(certificate),
        "petition": [[label, text] for label, text in _about(certificate)],
        "verdict": words.VERDICT_NAMES[certificate.verdict],
        "explained": _explained(figures, certificate),
        "counts": _counts(certificate),
        "reasons": [_reason(row, certificate.disqualified) for row in figures.reason_rows()],
        "reasons_heading": _reasons_heading(certificate),
        "disqualified": words.number(certificate.disqualified),
        "method": _method(certificate),
        "digests": _digests(certificate),
        "running": _running(figures, certificate),
        "digest": certificate_digest(certificate),
    }


def _running(figures: Figures, certificate: Certificate) -> str:
    named = f"{certificate.petition} · certificate no. {certificate.number}"
    return f"DRAFT, not issued · {named}" if figures.draft else named


def _method(certificate: Certificate) -> str:
    if not _everything(certificate):
        return SAMPLE_ONLY
    return FULL_AFTER_SAMPLE if _sampled(certificate) else EVERYTHING


def _opening(figures: Figures, certificate: Certificate) -> str:
    ground = f" under {figures.authority}" if figures.authority else ""
    return (
        f"I, the {figures.official} of the {figures.county}, certify{ground} that the signatures on the "
        f"petition described here, filed on {words.day(certificate.filed)}, were examined, and that the "
        "result of the examination is as follows."
    )


def _amends(certificate: Certificate) -> str:
    if not certificate.amends:
        return ""
    return (
        f"This certificate, no. {certificate.number}, amends certificate no. {certificate.amends} "
        "of the same petition. Where the two differ, this one holds; the earlier one stays on file."
    )


def _about(certificate: Certificate) -> list[tuple[str, str]]:
    said = [
        ("Petition", certificate.title),
        ("Officer", certificate.officer),
        ("Office", certificate.office),
        ("Jurisdiction", certificate.jurisdiction),
        ("Filed", words.day(certificate.filed)),
        ("Certified", words.day(certificate.certified)),
        ("Petition number", certificate.petition),
    ]
    return [(name, value) for name, value in said if value]  # an initiative is about no officer


def _explained(figures: Figures, certificate: Certificate) -> list[str]:
    if _everything(certificate) or certificate.projected is None:
        return [
            words.comparison("The number of valid signatures", certificate.valid, certificate.required),
            *_equality(certificate),
        ]
    subject = "The number of valid signatures projected"
    sentences = [words.comparison(subject, certificate.projected, certificate.required)]
    determination = figures.sample_determination()
    bands = words.against_bands(determination) if determination else ""
    return sentences + ([bands] if bands else [])


def _equality(certificate: Certificate) -> list[str]:
    if certificate.valid != certificate.required:
        return []
    return [f"By the rule set applied, that number is {certificate.verdict}."]


def _counts(certificate: Certificate) -> list[dict[str, Any]]:
    return [
        _count("Signatures required", certificate.required),
        _count("Signatures on the petition (raw count)", certificate.raw),
        *(_sample_counts(certificate) if _sampled(certificate) else []),
        *(_totals(certificate) if _everything(certificate) else []),
    ]


def _sample_counts(certificate: Certificate) -> list[dict[str, Any]]:
    alone = not _everything(certificate)
    rows = [
        _count("Drawn as a random sample", certificate.sample, indent=True),
        _count("Found valid in the sample", certificate.sample_valid, indent=True),
    ]
    if alone:
        rows.append(_count("Disqualified in the sample", certificate.disqualified, indent=True))
    rows.append(
        _count("Further copies (duplicates) in the sample", certificate.sample_duplicates, indent=True)
    )
    if certificate.projected is not None:
        label = "Valid signatures, projected from the sample"
        rows.append(_count(label, certificate.projected, indent=not alone, strong=alone))
    return rows


def _totals(certificate: Certificate) -> list[dict[str, Any]]:
    return [
        _count("Valid signatures", certificate.valid, strong=True),
        _count("Disqualified signatures", certificate.disqualified, strong=True),
    ]


def _count(
    label: str, amount: int | Decimal, *, indent: bool = False, strong: bool = False
) -> dict[str, Any]:
    return {"label": label, "value": words.number(amount), "indent": indent, "strong": strong}


def _reason(row: ReasonRow, disqualified: int) -> list[str]:
    label, cite = row.label, row.cite
    return [label, cite, words.number(row.count), words.share(row.count, disqualified)]


def _reasons_heading(certificate: Certificate) -> str:
    if not _everything(certificate):
        return "Signatures of the sample disqualified, by reason"
    return "Signatures disqualified, by reason"


def _sampled(certificate: Certificate) -> bool:
    """Whether a sample, and not at once everything, was drawn."""
    return 0 < certificate.sample < certificate.raw


def _everything(certificate: Certificate) -> bool:
    """Whether every signature was examined in the end, be it because the sample was the whole petition."""
    return certificate.method == METHOD_FULL or certificate.sample == certificate.raw


def _digests(certificate: Certificate) -> list[list[str]]:
    entries = f"{words.number(certificate.ledger_size)} entries"
    return [
        ["Law applied", certificate.law],
        ["Rule set, SHA-256", certificate.rule_set],
        ["This certificate, SHA-256", certificate_digest(certificate)],
        [f"Ledger root ({entries}), SHA-256", certificate.ledger_root],
    ]
