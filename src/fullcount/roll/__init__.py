"""Floor: roll."""
