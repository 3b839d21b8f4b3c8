"""Floor: case."""
