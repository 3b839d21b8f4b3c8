"""Floor: linkage."""
