"""The case tables, step by step."""
