"""Floor 2: the rulebook, statutes as dated and cited data, and what applies them.

Required number, prima facie, sample size, projection, determination, deadlines, reasons, what stands
and which line of a voter counts. `find` gives the law of a petition filed on a day.
"""

from fullcount.law.book import Law, Reason, Thresholds, find
from fullcount.law.cases import CaseResult, run_cases
from fullcount.law.deadlines import Calendar, Deadline
from fullcount.law.entry import Entry, Status
from fullcount.law.projection import SampleCount
from fullcount.law.report import (
    Comparison,
    ValueRow,
    compare_roundings,
    describe,
    projection_report,
    step_row,
)
from fullcount.law.rulebook import Rule, index
from fullcount.law.sizes import PrimaFacie, Required, SampleSize
from fullcount.law.standing import settle, standing
from fullcount.law.words import Words, of_a_section, words_of

__all__ = [
    "Calendar",
    "CaseResult",
    "Comparison",
    "Deadline",
    "Entry",
    "Law",
    "PrimaFacie",
    "Reason",
    "Required",
    "Rule",
    "SampleCount",
    "SampleSize",
    "Status",
    "Thresholds",
    "ValueRow",
    "Words",
    "compare_roundings",
    "describe",
    "find",
    "index",
    "of_a_section",
    "projection_report",
    "run_cases",
    "settle",
    "standing",
    "step_row",
    "words_of",
]
