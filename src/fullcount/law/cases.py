"""Published cases beside the rules, run by the tool itself so that a lawyer can read and add one.

A check asks one question with its inputs and gives the answer fullcount computes. Where somebody
published a figure it is kept beside; where ours is another, `divergence` says why in one sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from fullcount.law.book import Law, find
from fullcount.law.numbers import half_up, up
from fullcount.law.projection import SampleCount, exact_number
from fullcount.law.rulebook import SHIPPED, parse
from fullcount.terms import BadInput, Projection, Rounding

Check = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One check of one case. published: what was printed, None where nothing was.

    divergence: why ours differs from what was published, empty where it does not.
    """

    law: str
    case: str
    ask: str
    answer: object
    expected: object
    published: object
    divergence: str
    sources: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether we still compute what the case says we compute."""
        return self.answer == self.expected


def run_cases(rulebook: Path = SHIPPED) -> Iterator[CaseResult]:
    """Every check of every case of the rulebook, computed now."""
    for file in sorted(rulebook.glob("*/*/cases.toml")):
        law_id = "/".join(file.parts[-3:-1])
        for case in parse(file)["case"]:
            law = find(law_id, case["filed"], rulebook)
            for check in case["check"]:
                yield _result(law, case, check)


def _result(law: Law, case: Mapping[str, Any], check: Check) -> CaseResult:
    if check["ask"] not in ASK:
        raise BadInput(
            f"'{check['ask']}' is not a question.", column=case["name"], do=f"Ask {', '.join(ASK)}."
        )
    return CaseResult(
        law=law.id,
        case=case["name"],
        ask=check["ask"],
        answer=ASK[check["ask"]](law, check),
        expected=check["answer"],
        published=check.get("published"),
        divergence=check.get("divergence", ""),
        sources=tuple(case["sources"]),
    )


def _count(check: Check) -> SampleCount:
    return SampleCount(check["raw"], check["sample"], check["valid"], check.get("duplicates", 0))


def _projection(law: Law, check: Check) -> Projection:
    return law.project(_count(check), Rounding(check["rounding"]))


def _parts(law: Law, check: Check) -> list[Projection]:
    return [_projection(law, {**check, **part}) for part in check["parts"]]


def _cut(number: Decimal) -> Decimal:
    """To two decimals, as cases are written; whole under the regulation."""
    return number.quantize(Decimal("0.01")) if number != number.to_integral_value() else number


def _validity(law: Law, check: Check) -> Decimal:
    """Projected signatures as a percentage of the raw count, to one decimal."""
    return half_up(exact_number(_projection(law, check)) * 100 / check["raw"], 1)


def _lines(law: Law, check: Check) -> list[int]:
    """The two lines as officials print them, rounded up."""
    found = law.determine_number(check["required"], check["required"])
    return [up(Fraction(line)) for line in (found.lower_line, found.upper_line) if line is not None]


def _thresholds(law: Law, check: Check) -> list[int]:
    found = law.sample_thresholds(check["raw"], check["sample"], check["required"])
    return [found.full_count_from, found.sufficient_from]


def _reading(law: Law, check: Check) -> str:
    found = law.sample_thresholds(check["raw"], check["sample"], check["required"])
    return found.reading(check["valid"]).value


def _deadline(law: Law, check: Check) -> date | None:
    found = law.deadlines(check["from"], events=check.get("events"))
    return next(one.date for one in found if one.name == check["deadline"])


ASK: Mapping[str, Callable[[Law, Check], object]] = {
    "required number": lambda law, c: law.required_number(c["registered"]).number,
    "prima facie": lambda law, c: law.prima_facie(c["raw"], c["required"]).met,
    "sample size": lambda law, c: law.sample_size(c["raw"]).size,
    "projection": lambda law, c: _cut(_projection(law, c).projected),
    "projected validity": _validity,
    "total": lambda law, c: _cut(sum((part.projected for part in _parts(law, c)), Decimal(0))),
    "determination": lambda law, c: law.determine(_projection(law, c), c["required"]).verdict.value,
    "determination of a total": lambda law, c: law.determine(_parts(law, c), c["required"]).verdict.value,
    "determination of a number": lambda law, c: (
        law.determine_number(c["number"], c["required"]).verdict.value
    ),
    "full count": lambda law, c: law.determine_full(c["valid"], c["required"]).verdict.value,
    "lines": _lines,
    "thresholds": _thresholds,
    "reading by thresholds": _reading,
    "reasons": lambda law, c: law.group_reasons(c["counts"], c["table"]),
    "deadline": _deadline,
}
