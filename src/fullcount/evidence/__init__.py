"""Floor: evidence."""
