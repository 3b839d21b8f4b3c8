"""Floor: cli."""
