"""Law: a rule as it stood on the day a petition was filed, and everything it answers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from fullcount.law import deadlines as clock
from fullcount.law import decision, projection, publish, sizes
from fullcount.law.entry import Entry
from fullcount.law.projection import SampleCount
from fullcount.law.rulebook import SHIPPED, resolve, rule_of
from fullcount.law.schema import Book
from fullcount.terms import (
    BadInput,
    Determination,
    Projection,
    Rounding,
    Step,
    UnknownLaw,
    Verdict,
    canonical,
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a line does not count. precedence: the lowest of several is the primary reason.

    published_as: the category of a county's published table this reason falls in, by table.
    """

    code: str
    label: str
    cite: str
    status: str
    precedence: int
    note: str
    published_as: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Sample counts by simple proportion, as counties publish them: no duplicates, no rounding.

    full_count_from: fewer valid is insufficient. sufficient_from: as many valid is sufficient.
    """

    full_count_from: int
    sufficient_from: int

    def reading(self, valid: int) -> Verdict:
        """The verdict by these thresholds alone."""
        if valid < self.full_count_from:
            return Verdict.INSUFFICIENT
        return Verdict.SUFFICIENT if valid >= self.sufficient_from else Verdict.FULL_COUNT


@dataclass(frozen=True, slots=True)
class Law:
    """One petition's law on one day. Find it by `find`, or read it back by `from_published`."""

    id: str
    title: str
    says: str
    filed: date
    book: Book

    @property
    def values(self) -> Mapping[str, Entry]:
        """The values computations use, by name."""
        return self.book["values"]

    def required_number(self, registered: int) -> sizes.Required:
        """Signatures required of so many registered voters. UnknownLaw where the rule has no table."""
        return sizes.required_number(registered, self._value("required_table", "Give the required number."))

    def circulation_days(self, registered: int) -> int:
        """Days the petition may circulate. UnknownLaw where the rule does not say."""
        rows = self._value("circulation_table", "See the statute.").rows()
        return int(sizes.row_of(rows, "below", registered)["days"])

    def prima_facie(self, raw: int, required: int) -> sizes.PrimaFacie:
        """Whether the raw count is enough to go on."""
        return sizes.prima_facie(raw, required, self.values["prima_facie"])

    def sample_size(self, raw: int) -> sizes.SampleSize:
        """How many signatures are examined first."""
        return sizes.sample_size(raw, self.values["sample_table"])

    def sample_thresholds(self, raw: int, sample: int, required: int) -> Thresholds:
        """The two counts of valid signatures a county publishes beside its sample."""
        return Thresholds(*decision.sample_lines(raw, sample, required, self.values))

    @property
    def rounding(self) -> Rounding:
        """The rounding used where nobody asks for another."""
        return Rounding(self.values["rounding"].text())

    def project(self, count: SampleCount, rounding: Rounding | None = None) -> Projection:
        """The projection of a sample onto the whole petition."""
        return projection.project(count, self.values, Rounding(rounding or self.rounding))

    def determine(self, projected: Projection | Sequence[Projection], required: int) -> Determination:
        """The determination on a projection, or on the sum of several (counties of one petition).

        Where every signature was examined it is the determination of a full count.
        """
        parts = [projected] if isinstance(projected, Projection) else list(projected)
        if not parts:
            raise BadInput("There is no projection to determine on.")
        if all(part.sample == part.raw for part in parts):
            return self.determine_full(sum(part.valid for part in parts), required)
        number = sum((projection.exact_number(part) for part in parts), Fraction(0))
        return decision.decide(number, required, sum(part.raw for part in parts), self.values)

    def determine_number(self, projected: int | Decimal, required: int) -> Determination:
        """The determination on a projected number somebody else computed."""
        return decision.decide(Fraction(projected), required, None, self.values)

    def determine_full(self, valid: int, required: int) -> Determination:
        """The determination on a full count; equality is flagged and goes by `at_equality`."""
        return decision.decide_full(valid, required, self.values)

    def deadlines(
        self,
        filed: date,
        holidays_of: str | clock.Calendar = "CA",
        events: Mapping[str, date] | None = None,
    ) -> tuple[clock.Deadline, ...]:
        """Every time limit; those counted from an event not given have no date.

        holidays_of: a state's two letters, or a Calendar with the county's own days. events: dates of
        notified, full_count_ordered, certified, meeting, ordered, examination_begun.
        """
        holiday = self._holiday(holidays_of)
        return clock.deadlines(self.book["deadlines"], {**(events or {}), "filed": filed}, holiday)

    def business_days_left(self, today: date, until: date, holidays_of: str | clock.Calendar = "CA") -> int:
        """Business days after today up to a day, that day counted; 0 where it is not later."""
        return clock.business_days_between(today, until, self._holiday(holidays_of))

    def business_day(self, start: date, days: int, holidays_of: str | clock.Calendar = "CA") -> date:
        """The day so many business days after another."""
        return clock.add_business_days(start, days, self._holiday(holidays_of))[0]

    def _holiday(self, holidays_of: str | clock.Calendar) -> clock.Holiday:
        calendar = holidays_of if isinstance(holidays_of, clock.Calendar) else clock.Calendar(holidays_of)
        open_names = self.values["open_holidays"].names() if "open_holidays" in self.values else ()
        return clock.holidays_of(calendar, open_names)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons why a line does not count, by precedence."""
        found = [_reason(entry) for entry in self.book["reasons"].values()]
        return tuple(sorted(found, key=lambda reason: reason.precedence))

    def primary_reason(self, codes: Iterable[str]) -> str:
        """The reason of several that is published. BadInput for a code the law does not have."""
        order = {reason.code: reason.precedence for reason in self.reasons}
        return min(self._known(codes, order), key=order.__getitem__)

    def group_reasons(self, counts: Mapping[str, int], table: str) -> dict[str, int]:
        """Counts by reason as a county's published table groups them, such as los-angeles-2022."""
        names = {reason.code: reason.published_as for reason in self.reasons}
        grouped: dict[str, int] = {}
        for code in self._known(counts, names) if counts else ():
            if table not in names[code]:
                raise UnknownLaw(f"There is no published table '{table}' for the reason '{code}'.")
            grouped[names[code][table]] = grouped.get(names[code][table], 0) + counts[code]
        return grouped

    @property
    def officials_to_reject_signature(self) -> int:
        """Different officials who must find a signature different before it is rejected."""
        return self.values["officials_to_reject_signature"].whole()

    @property
    def signature_reason(self) -> str:
        """The code of the reason that needs that many officials."""
        return self.values["signature_reason"].text()

    @property
    def signature_features(self) -> tuple[str, ...]:
        """The features by which signatures may be told apart; none where the law names none."""
        return self.values["signature_features"].names() if "signature_features" in self.values else ()

    @property
    def certificate_names(self) -> tuple[str, ...]:
        """What a certificate must name besides the petition: `officer` and `office` of a recall."""
        return self.values["certificate_names"].names() if "certificate_names" in self.values else ()

    @property
    def early_stop(self) -> bool:
        """Whether a full count may stop once enough valid signatures are found."""
        return "early_stop" in self.values and self.values["early_stop"].text() == "when-enough-found"

    def what_follows(self, verdict: Verdict) -> tuple[Step, ...]:
        """What the law asks after a verdict, in order: label, doubt or nothing, what, citation."""
        wanted = {verdict.value} | ({"certified"} if verdict is not Verdict.FULL_COUNT else set())
        found = [entry for entry in self.book["follows"].values() if entry.extra["when"] in wanted]
        found.sort(key=lambda entry: int(entry.extra["order"]))
        return tuple(Step(entry.says, entry.doubt, entry.text(), entry.cite) for entry in found)

    def as_published(self) -> dict[str, Any]:
        """The law of that day as plain JSON: every value with its citation and status."""
        return publish.as_plain(self.id, self.title, self.says, self.filed, self.book)

    @classmethod
    def from_published(cls, published: Mapping[str, Any]) -> Law:
        """The law back from its published form. BadInput where it is not one."""
        head, book = publish.read_plain(published)
        return cls(head["id"], head["title"], head["says"], date.fromisoformat(head["filed"]), book)

    def digest(self) -> str:
        """SHA-256 of the canonical published form, in hex."""
        return hashlib.sha256(canonical(self.as_published())).hexdigest()

    def _value(self, name: str, do: str) -> Entry:
        if name not in self.values:
            raise UnknownLaw(f"The rulebook holds no '{name}' for {self.id}.", do=do)
        return self.values[name]

    def _known(self, codes: Iterable[str], known: Mapping[str, object]) -> list[str]:
        asked = list(codes)
        for code in asked:
            if code not in known:
                raise BadInput(
                    f"'{code}' is not a reason of {self.id}.", do=f"Use one of: {', '.join(known)}."
                )
        if not asked:
            raise BadInput("No reason was given.")
        return asked


def find(id: str, filed: date, rulebook: Path = SHIPPED) -> Law:  # noqa: A002 - the law's id
    """The law of a petition filed on a day: `law.find("ca/recall-local", filed=date(2022, 7, 6))`.

    UnknownLaw where the rulebook has no such rule, or none that old.
    """
    rule = rule_of(id, rulebook)
    return Law(rule.id, rule.title, rule.says, filed, resolve(rule, filed, rulebook))


def _reason(entry: Entry) -> Reason:
    return Reason(
        code=entry.name,
        label=entry.text(),
        cite=entry.cite,
        status=entry.status.value,
        precedence=int(entry.extra["precedence"]),
        note=entry.note,
        published_as=dict(entry.extra["published_as"]),
    )
