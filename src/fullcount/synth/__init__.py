"""Made-up counties and petitions whose truth is known: nobody in them exists.

A scenario states what a petition is made of; make() writes its roll, paper and transcripts, and the
truth in a folder apart. Everything is determined by scenario, scale and seed.
"""

from fullcount.synth.make import Made, make
from fullcount.synth.scenario import Scenario, scenario, scenario_ids

__all__ = ["Made", "Scenario", "make", "scenario", "scenario_ids"]
