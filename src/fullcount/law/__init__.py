"""Floor: law."""
