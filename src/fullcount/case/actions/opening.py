"""Opening a petition: which one, under which law, how many signatures it needs."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date

from fullcount import law
from fullcount.case import kinds
from fullcount.case.acting import Acting
from fullcount.case.book import writing
from fullcount.case.home import Case
from fullcount.case.models import ONLY_ROW, PetitionRow
from fullcount.terms import BadInput, Petition, Rounding, plain

# The id is part of the name the ledger is signed under, where a space or a plus has a meaning.
PETITION_ID = re.compile(r"[A-Za-z0-9._-]{1,60}")


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known when a petition is filed.

    law: a rulebook id. registered or required must be given; required is computed from registered
    where the law has the table. officer and office may be empty where the law's certificate does not name
    them. county and official: as they are printed on the certificate.
    """

    id: str
    title: str
    law: str
    jurisdiction: str
    officer: str
    office: str
    filed: date
    registered: int | None = None
    required: int | None = None
    rounding: Rounding = Rounding.REGULATION
    county: str = ""
    official: str = "Elections Official"


def open_petition(case: Case, acting: Acting, opening: Opening) -> Petition:
    """Open the case's petition under the law of the day it was filed.

    Raises UnknownLaw, BadInput for an id or numbers that cannot be, Refused where one is open.
    """
    found = law.find(opening.law, opening.filed)
    _check(opening, found)
    required = _required(opening, found)
    document = plain({**asdict(opening), "required": required})
    with writing(case, acting, kinds.OPENED) as page:
        PetitionRow.objects.create(
            id=ONLY_ROW, petition=opening.id, phase=kinds.PHASES[kinds.OPENED], entry_id=page.index
        )
        page.keep("petition", document)
        page.keep("law", found.as_published())
        page.close({"petition": document, "law_sha256": found.digest()})
    wanted = {name: getattr(opening, name) for name in Petition.__dataclass_fields__}
    return Petition(**{**wanted, "required": required})


def _check(opening: Opening, found: law.Law) -> None:
    if not PETITION_ID.fullmatch(opening.id):
        raise BadInput(
            "The petition's id is not of the form.",
            do="Use 1 to 60 letters, digits, dots, hyphens or underscores, such as recall-2022.",
        )
    for name in ("title", "jurisdiction", *found.certificate_names):
        if not str(getattr(opening, name)).strip():
            raise BadInput(f"The petition's {name} is empty.", do="The certificate must state it.")


def _required(opening: Opening, found: law.Law) -> int:
    """The required number: given, computed, or both where they agree."""
    if opening.required is not None and opening.required < 1:
        raise BadInput("The required number of signatures must be 1 or more.", do="Check the number.")
    if opening.registered is None or (opening.required and "required_table" not in found.values):
        if opening.required is None:
            raise BadInput(
                "Neither the required number nor the number of registered voters is given.",
                do="Give one; the required number is computed from the registered voters.",
            )
        return opening.required
    number = found.required_number(opening.registered).number
    if opening.required not in {None, number}:
        raise BadInput(
            f"The required number given, {opening.required:,}, is not what the law asks: {number:,}.",
            why=f"It follows from {opening.registered:,} registered voters.",
            do="Check both numbers, or give one of them only.",
        )
    return number
