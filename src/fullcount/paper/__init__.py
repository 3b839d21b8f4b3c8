"""Floor: paper."""
