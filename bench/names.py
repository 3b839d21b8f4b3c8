"""What sides, petitions and claims are called on the page and in its plots."""

from __future__ import annotations

# The scenario whose errors were known when the weights were set, and the one whose errors set no weight.
SPEED, SECOND, RURAL = "los-angeles-2022", "published-errors", "rural-2024"

NAMES = {
    "prepared": "fullcount, roll prepared",
    "cold": "fullcount, from the voter file",
    "splink": "splink, our levels",
    "splink-usual": "splink, as usual",
    "splink-saved": "splink, our levels, saved model",
    "recordlinkage": "recordlinkage",
    "rapidfuzz": "rapidfuzz, extractOne",
    "rapidfuzz-cdist": "rapidfuzz, cdist",
}
SCENARIOS = {
    SPEED: "los-angeles-2022: errors known when weights were set",
    SECOND: "published-errors: errors that set no weight",
    RURAL: "rural-2024: a small county",
}
CLASSES = {
    "candidates": "all candidates",
    "proposals": "all proposals",
    "readings": "all readings",
    "registered at another address": "at another address",
    "outside the jurisdiction": "outside",
}
