"""Certifying the result, and amending the certificate: a later one amends, none is overwritten."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from fullcount import paper
from fullcount.case import kinds, read
from fullcount.case.acting import Acting
from fullcount.case.book import checkpoint, documents, last_acts, last_document, origin, writing
from fullcount.case.home import Case
from fullcount.terms import Certificate, Refused, Stage, Verdict


def certify(case: Case, acting: Acting) -> Certificate:
    """Certify the result of the sample, or of the full count where one was ordered."""
    return _certify(case, acting, kinds.CERTIFIED)


def amend(case: Case, acting: Acting) -> Certificate:
    """Certify again, after findings were superseded, settled and determined anew."""
    return _certify(case, acting, kinds.AMENDED)


def draft_certificate(acting: Acting) -> Certificate:
    """The certificate, or its amendment, as it would be issued now; nothing is written.

    Raises Refused where it is not due.
    """
    first = (kinds.CERTIFIED, "") not in last_acts()
    return _certificate(acting, stage_due(kinds.CERTIFIED if first else kinds.AMENDED))


def _certify(case: Case, acting: Acting, kind: str) -> Certificate:
    with writing(case, acting, kind) as page:
        stage = stage_due(kind)
        made = _certificate(acting, stage)
        page.keep("certificate", made)
        digest = paper.certificate_digest(made)
        page.close(
            {
                "number": made.number,
                "amends": made.amends,
                "certificate_sha256": digest,
                "valid": made.valid,
                "disqualified": made.disqualified,
            }
        )
        return made


def stage_due(kind: str) -> Stage:
    """The stage whose determination a certificate (of a ledger kind) rests on; Refused before it is due."""
    done = last_acts()
    stage = Stage.FULL if (kinds.FULL_COUNT, "") in done else Stage.SAMPLE
    act = (kinds.DETERMINED, stage.value)
    does = kinds.RULES[(kind, "")].does
    if act not in done:
        raise Refused(f"It is too early to {does}.", do=f"First {kinds.RULES[act].does}.")
    kinds.check_fresh(kinds.Rule(does, rests_on=(act,)), done)
    before = max(done.get((kinds.CERTIFIED, ""), -1), done.get((kinds.AMENDED, ""), -1))
    if before > done[act]:
        raise Refused(
            "Nothing was determined since the last certificate; there is nothing to amend.",
            do="First record the findings that supersede, settle, and determine again.",
        )
    verdict = last_document("determination", stage.value)["verdict"]
    if verdict == Verdict.FULL_COUNT.value:
        raise Refused("The sample calls for a full count.", do="First order the full count.")
    return stage


def _certificate(acting: Acting, stage: Stage) -> Certificate:
    petition, tally = read.petition(), read.tally_of(stage)
    earlier, stand = documents("certificate"), checkpoint(origin(petition.id))
    disqualified = tally["counted"] - tally["valid"]
    return Certificate(
        number=len(earlier) + 1,
        amends=len(earlier),
        petition=petition.id,
        title=petition.title,
        officer=petition.officer,
        office=petition.office,
        jurisdiction=petition.jurisdiction,
        law=petition.law,
        rule_set=read.law_of().digest(),
        filed=petition.filed,
        certified=acting.at.date(),
        required=petition.required,
        raw=read.raw_count(),
        **_sample(),
        method=paper.METHOD_FULL if stage is Stage.FULL else paper.METHOD_SAMPLE,
        valid=tally["valid"],
        disqualified=disqualified,
        by_reason=_by_reason(tally["by_reason"]),
        verdict=Verdict(last_document("determination", stage.value)["verdict"]),
        ledger_size=stand.size,
        ledger_root=stand.root.hex(),
    )


def _sample() -> dict[str, Any]:
    """The sample's figures; zeros where the law had no sample drawn."""
    projections = documents("projection")
    if not projections:
        return {"sample": 0, "sample_valid": 0, "sample_duplicates": 0, "projected": None}
    last = projections[-1]
    figures = {"sample": "sample", "sample_valid": "valid", "sample_duplicates": "duplicates"}
    return {**{name: last[key] for name, key in figures.items()}, "projected": Decimal(last["projected"])}


def _by_reason(counts: dict[str, int]) -> tuple[tuple[str, str, int], ...]:
    return tuple(
        (reason.code, reason.label, counts[reason.code])
        for reason in read.law_of().reasons
        if counts.get(reason.code)
    )
