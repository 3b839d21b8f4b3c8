"""Intake: sections counted into batches, the manifest frozen, the seed entered before witnesses, the draw."""
