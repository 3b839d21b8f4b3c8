"""Floor: sampling."""
