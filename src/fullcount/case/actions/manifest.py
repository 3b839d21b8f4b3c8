"""Freezing the manifest: from here on its lines and the raw count are fixed, before any seed is known."""

from __future__ import annotations

from dataclasses import dataclass

from fullcount import law
from fullcount.case import kinds, read, rows
from fullcount.case.acting import Acting
from fullcount.case.book import writing
from fullcount.case.home import Case
from fullcount.case.models import LineRow
from fullcount.terms import LineState, Refused


@dataclass(frozen=True, slots=True)
class Frozen:
    """The manifest's digest and counts, and whether the raw count reaches the required number."""

    manifest_sha256: str
    raw_count: int
    lines: int
    prima_facie: law.PrimaFacie


def freeze_manifest(case: Case, acting: Acting) -> Frozen:
    """Fix the lines received as the petition's manifest; the raw count is its signed lines."""
    with writing(case, acting, kinds.FROZEN) as page:
        lines = LineRow.objects.count()
        raw = LineRow.objects.filter(state=LineState.SIGNED.value).count()
        if not raw:
            raise Refused("No line received is signed.", do="Check the state of the lines.")
        digest = rows.manifest_digest()
        page.close({"manifest_sha256": digest, "raw_count": raw, "lines": lines})
        return Frozen(digest, raw, lines, read.law_of().prima_facie(raw, read.petition().required))
