"""The outsider's tool: recompute everything a bundle says from its published files.

Standard library and the pure rooms (terms, law, sampling, ledger) only, so that whoever distrusts us
reads little and installs nothing: `python -m fullcount.verifier BUNDLE`. What a bundle is: see
docs/formats/bundle.md.
"""

from fullcount.verifier.verdict import Check, Verdict
from fullcount.verifier.verify import verify

__all__ = ["Check", "Verdict", "verify"]
