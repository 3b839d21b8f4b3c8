"""Figures: the one source of every document, and the sums that must hold before one is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fullcount.terms import Certificate, Determination, Fault, Petition, Projection, Stage

METHOD_FULL = "full count"
METHOD_SAMPLE = "random sample"


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """How many signatures were disqualified for one reason. label and cite: the law's own words."""

    code: str
    label: str
    cite: str
    count: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What the documents of one petition say, before it is put into words.

    published: the date printed, and the creation date inside each PDF. county, official: who signs.
    authority, procedure: what certificate and worksheet cite as their ground; empty leaves it out.
    projections: the rounding applied comes first; another one is shown beside it where it differs.
    determinations: those of the sample in the order of projections, then that of the full count.
    draft: the certificate is not issued, and its page says so.
    reasons: in the law's order; empty takes the certificate's own rows, without citations.

    Raises Fault if a sum does not hold.
    """

    petition: Petition
    published: date
    county: str
    official: str = "Elections Official"
    authority: str = ""
    procedure: str = ""
    certificate: Certificate | None = None
    projections: tuple[Projection, ...] = ()
    determinations: tuple[tuple[Stage, Determination], ...] = ()
    reasons: tuple[ReasonRow, ...] = ()
    withdrawn_in_sample: int = 0
    seed: str = ""
    manifest_sha256: str = ""
    draft: bool = False

    def __post_init__(self) -> None:
        _check_projections(self)
        if self.certificate is not None:
            _check_totals(self.certificate)
            _check_reasons(self.certificate, self.reasons)

    def reason_rows(self) -> tuple[ReasonRow, ...]:
        """The reasons to print; their counts sum to the certificate's disqualified."""
        if self.reasons or self.certificate is None:
            return self.reasons
        return tuple(ReasonRow(code, label, "", count) for code, label, count in self.certificate.by_reason)

    def sample_determination(self, of: int = 0) -> Determination | None:
        """The determination that belongs to projection number `of`, or None if there is none."""
        found = [each for stage, each in self.determinations if stage is Stage.SAMPLE]
        return found[of] if of < len(found) else None

    def full_determination(self) -> Determination | None:
        """The last determination after a full count, or None before one."""
        found = [each for stage, each in self.determinations if stage is Stage.FULL]
        return found[-1] if found else None

    def drawn(self) -> bool:
        """Whether only a part of the signatures was projected from, so that there is luck to plot."""
        return bool(self.projections) and self.projections[0].sample < self.projections[0].raw

    def rival(self) -> Projection | None:
        """The projection in the other rounding, if it comes to another number."""
        others = [each for each in self.projections[1:] if each.projected != self.projections[0].projected]
        return others[0] if others else None


def _check_projections(figures: Figures) -> None:
    counts = {(each.raw, each.sample, each.valid, each.duplicates) for each in figures.projections}
    if len(counts) > 1:
        raise Fault("The projections given for one worksheet are of different samples.")
    certificate = figures.certificate
    if counts and certificate is not None:
        sampled = (certificate.sample, certificate.sample_valid, certificate.sample_duplicates)
        if next(iter(counts))[1:] != sampled:
            raise Fault("The certificate's sample and the worksheet's sample are not the same.")


def _check_totals(certificate: Certificate) -> None:
    if certificate.method not in (METHOD_FULL, METHOD_SAMPLE):
        raise Fault(f"A certificate's method is '{METHOD_FULL}' or '{METHOD_SAMPLE}'.")
    full = certificate.method == METHOD_FULL
    examined = certificate.raw if full else certificate.sample
    if certificate.valid + certificate.disqualified != examined:
        raise Fault(
            f"The certificate does not add up: {certificate.valid:,} valid and "
            f"{certificate.disqualified:,} disqualified are not the {examined:,} examined."
        )
    if not full and certificate.valid != certificate.sample_valid:
        raise Fault("A certificate by sample counts as valid what the sample found valid, and it does not.")


def _check_reasons(certificate: Certificate, reasons: tuple[ReasonRow, ...]) -> None:
    certified = {code: count for code, _, count in certificate.by_reason if count}
    if len({code for code, _, _ in certificate.by_reason}) != len(certificate.by_reason):
        raise Fault("A reason stands twice on the certificate.")
    total = sum(certified.values())
    if total != certificate.disqualified:
        raise Fault(f"The reasons sum to {total:,}, the disqualified to {certificate.disqualified:,}.")
    if reasons and {row.code: row.count for row in reasons if row.count} != certified:
        raise Fault("The table of reasons and the certificate's reasons are not the same.")
