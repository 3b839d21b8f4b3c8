"""Made-up counties and petitions whose truth is known: nobody in them exists.

A scenario states what a petition is made of; make() writes its roll, paper and transcripts, and the
truth in a folder apart. An Examiner stands in for people: it sees what the program shows, no more.
judge() holds the final standings against the truth. Everything is determined by scenario, scale and seed.
"""

from fullcount.synth.composition import Scenario, largest_remainder, scenario, scenario_ids
from fullcount.synth.examiner import Examiner, Found
from fullcount.synth.eyes import Seen
from fullcount.synth.judging import ErrorCount, Errors, Stood, judge
from fullcount.synth.making import Made, make, open_made
from fullcount.synth.searching import Search, searches
from fullcount.synth.signatures import Asked, Drawn, write_signatures

__all__ = [
    "Asked",
    "Drawn",
    "ErrorCount",
    "Errors",
    "Examiner",
    "Found",
    "Made",
    "Scenario",
    "Search",
    "Seen",
    "Stood",
    "judge",
    "largest_remainder",
    "make",
    "open_made",
    "scenario",
    "scenario_ids",
    "searches",
    "write_signatures",
]
