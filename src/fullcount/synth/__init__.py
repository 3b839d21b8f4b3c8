"""Floor: synth."""
