"""Floor: ledger."""
