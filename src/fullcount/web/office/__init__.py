"""The office: progress against the clock, and what the supervisor does."""
