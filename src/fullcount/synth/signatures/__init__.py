"""Signatures of people who do not exist, drawn stroke by stroke: nobody's hand, and no font.

A `Hand` is how somebody writes; `sign` signs a name in a hand, a little differently each time; `on_file` and
`on_paper` put the strokes on paper. `write_signatures` does so for a made petition's lines and voters.
"""

from fullcount.synth.signatures.hand import Hand, hand, other_hand
from fullcount.synth.signatures.ink import on_file, on_paper
from fullcount.synth.signatures.made import Asked, Drawn, write_signatures
from fullcount.synth.signatures.signing import Stroke, sign

__all__ = [
    "Asked",
    "Drawn",
    "Hand",
    "Stroke",
    "hand",
    "on_file",
    "on_paper",
    "other_hand",
    "sign",
    "write_signatures",
]
