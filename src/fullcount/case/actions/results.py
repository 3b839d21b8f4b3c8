"""Projecting the sample, determining, ordering the full count: the law's arithmetic on what was found."""

from __future__ import annotations

from typing import Any

from fullcount import law
from fullcount.case import kinds, read
from fullcount.case.acting import Acting
from fullcount.case.book import Page, digest, last_acts, last_body, last_document, writing
from fullcount.case.documents import projection_of
from fullcount.case.home import Case
from fullcount.terms import (
    Determination,
    Projection,
    Refused,
    Rounding,
    Stage,
    Verdict,
    plain,
)


def project(case: Case, acting: Acting) -> Projection:
    """Project the settled sample onto the petition, in the rounding the petition was opened with."""
    with writing(case, acting, kinds.PROJECTED) as page:
        tally = read.tally_of(Stage.SAMPLE)
        count = law.SampleCount(read.raw_count(), tally["counted"], tally["valid"], tally["surplus"])
        made = read.law_of().project(count, Rounding(last_document("petition")["rounding"]))
        page.keep("projection", made)
        page.close(_projected(made))
        return made


def _projected(made: Projection) -> dict[str, Any]:
    wanted = ("rounding", "raw", "sample", "valid", "duplicates", "projected")
    return {**{name: plain(getattr(made, name)) for name in wanted}, "projection_sha256": digest(made)}


def determine(case: Case, acting: Acting, stage: Stage) -> Determination:
    """Determine on the projection (sample) or on the full count."""
    with writing(case, acting, kinds.DETERMINED, stage.value) as page:
        made = determination_due(stage)
        _keep(page, stage, made)
        return made


def determination_due(stage: Stage) -> Determination:
    """What determining says as things stand; nothing is written. Raises Refused before there are figures."""
    rule, required = read.law_of(), read.petition().required
    if stage is Stage.SAMPLE:
        return rule.determine(projection_of(last_document("projection")), required)
    return rule.determine_full(read.tally_of(Stage.FULL)["valid"], required)


def _keep(page: Page, stage: Stage, made: Determination) -> None:
    document = {"stage": stage, **plain(made)}
    page.keep("determination", document, stage.value)
    page.close(
        {
            "stage": stage.value,
            "verdict": made.verdict.value,
            "number": plain(made.number),
            "required": made.required,
            "determination_sha256": digest(document),
        }
    )


def order_full_count(case: Case, acting: Acting) -> int:
    """Order every signed line examined; the sample's findings stand. Gives how many lines are left.

    Raises Refused where a sample was drawn and its determination is not for a full count.
    """
    with writing(case, acting, kinds.FULL_COUNT) as page:
        check_full_count_due()
        left = read.lines_left(Stage.FULL)
        page.close({"lines_left": left})
        return left


def check_full_count_due() -> None:
    """Raise Refused unless the law asks for a full count as things stand."""
    read.check_prima_facie()
    done = last_acts()
    if (kinds.DRAWN, "") not in done:
        return
    body = last_body(*kinds.DETERMINED_SAMPLE)
    if body is None:
        raise Refused(
            "It is too early to order the full count.",
            why="A sample was drawn and is not determined.",
            do="First project and determine the sample.",
        )
    if body["verdict"] != Verdict.FULL_COUNT.value:
        raise Refused(
            f"The sample's determination is {body['verdict']}; the law asks for no full count.",
            do="Certify the result.",
        )
