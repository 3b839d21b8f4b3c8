"""Floor: verifier."""
