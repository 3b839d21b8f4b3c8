"""What splink is told: a model with all it can express of what our linking knows, and one as its guides do.

OURS: a nickname, an initial, one of two surnames, the sound of a surname and names exchanged are levels of
their own; the address is one comparison, as in our linking; the candidate rules are those of our tiers
without their guards against crowds. USUAL: names by splink's own name comparison, house number, street and
ZIP as comparisons of their own, tighter rules, two training sessions. What neither was given is said in
bench/linkage_page.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink import comparison_level_library as levels
from splink import comparison_library as comparisons
from splink.internals.comparison_creator import ComparisonCreator

PRIOR_RECALL = 0.6  # of signers whose line reads exactly as the roll in name, number and street
TRAINING_PAIRS = 2e6  # 1e8 random pairs found the same links and took twenty seconds more

_HOUSE = "number_l = number_r AND street_l = street_r"
_STREET = (
    "(jaro_winkler_similarity(street_l, street_r) >= 0.9 OR damerau_levenshtein(street_l, street_r) <= 1)"
)
_NUMBER = "damerau_levenshtein(number_l::VARCHAR, number_r::VARCHAR) <= 1"
_PARTS = "list_has_any(string_split(last_l, ' '), string_split(last_r, ' '))"
_INITIAL = "least(length({0}_l), length({0}_r)) = 1 AND {0}_l[1] = {0}_r[1]"
_EXCHANGED = "first_l = last_r AND last_l = first_r"

Rule = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """Comparisons, rules for candidates (columns that agree, or SQL), and rules for training sessions."""

    comparisons: Sequence[ComparisonCreator]
    candidates: Sequence[Rule | str]
    sessions: Sequence[Rule]

    def linker(self, db: duckdb.DuckDBPyConnection, tables: Sequence[str], trained: Path | None) -> Linker:
        """A linker over the tables, untrained, or as a saved model says."""
        rules = [rule if isinstance(rule, str) else block_on(*rule) for rule in self.candidates]
        settings = SettingsCreator(
            link_type="link_only",
            comparisons=list(self.comparisons),
            blocking_rules_to_generate_predictions=rules,
            retain_matching_columns=False,
        )
        api = DuckDBAPI(db)
        registered = [api.register(name, dataset_display_name=name) for name in tables]
        return Linker(registered, trained or settings, log_level=None)

    def train(self, linker: Linker, seed: int) -> None:
        """Prior by exact agreement, u by random pairs, m by expectation maximisation; nothing is labelled."""
        training = linker.training
        training.estimate_probability_two_random_records_match(
            [block_on("first", "last", "number", "street")], recall=PRIOR_RECALL
        )
        training.estimate_u_using_random_sampling(max_pairs=TRAINING_PAIRS, seed=seed)
        for rule in self.sessions:
            training.estimate_parameters_using_expectation_maximisation(
                block_on(*rule), max_pairs=TRAINING_PAIRS
            )


def _first() -> comparisons.CustomComparison:
    return comparisons.CustomComparison(
        output_column_name="first",
        comparison_levels=[
            levels.NullLevel("first"),
            levels.ExactMatchLevel("first", term_frequency_adjustments=True),
            levels.CustomLevel(_INITIAL.format("first"), "initial"),
            levels.CustomLevel("root_first_l = root_first_r", "nickname"),
            levels.CustomLevel(_EXCHANGED, "exchanged"),
            levels.JaroWinklerLevel("first", 0.92),
            levels.JaroWinklerLevel("first", 0.8),
            levels.ElseLevel(),
        ],
    )


def _last() -> comparisons.CustomComparison:
    """Exchanged names are weighed with the first name alone."""
    unknown = levels.CustomLevel(f"last_l IS NULL OR last_r IS NULL OR ({_EXCHANGED})", "unknown")
    return comparisons.CustomComparison(
        output_column_name="last",
        comparison_levels=[
            unknown.configure(is_null_level=True),
            levels.ExactMatchLevel("last", term_frequency_adjustments=True),
            levels.CustomLevel(_PARTS, "one of two surnames"),
            levels.JaroWinklerLevel("last", 0.93),
            levels.CustomLevel("sound_last_l = sound_last_r", "sound"),
            levels.JaroWinklerLevel("last", 0.84),
            levels.ElseLevel(),
        ],
    )


def _middle() -> comparisons.CustomComparison:
    return comparisons.CustomComparison(
        output_column_name="middle",
        comparison_levels=[
            levels.NullLevel("middle"),
            levels.CustomLevel("middle_l = middle_r AND length(middle_l) > 1", "same"),
            levels.CustomLevel(_INITIAL.format("middle"), "initial"),
            levels.ElseLevel(),
        ],
    )


def _suffix() -> comparisons.CustomComparison:
    return comparisons.CustomComparison(
        output_column_name="suffix",
        comparison_levels=[
            levels.CustomLevel("suffix_l IS NULL AND suffix_r IS NULL", "none").configure(is_null_level=True),
            levels.CustomLevel("suffix_l = suffix_r", "same"),
            levels.CustomLevel("suffix_l IS NULL OR suffix_r IS NULL", "one side"),
            levels.ElseLevel(),
        ],
    )


def _address() -> comparisons.CustomComparison:
    tests = {
        "door": f"{_HOUSE} AND unit_l = unit_r AND unit_l <> ''",
        "house": f"{_HOUSE} AND unit_l = unit_r",
        "no unit": f"{_HOUSE} AND (unit_l = '' OR unit_r = '')",
        "other unit": _HOUSE,
        "street misread": f"number_l = number_r AND {_STREET}",
        "number misread": f"street_l = street_r AND {_NUMBER}",
        "both misread": f"{_NUMBER} AND {_STREET}",
        "number and zip": "number_l = number_r AND zip_l = zip_r",
        "street": "street_l = street_r",
        "zip": "zip_l = zip_r",
    }
    unknown = levels.CustomLevel("street_l IS NULL OR street_r IS NULL", "unknown")
    return comparisons.CustomComparison(
        output_column_name="address",
        comparison_levels=[
            unknown.configure(is_null_level=True),
            *(levels.CustomLevel(test, name) for name, test in tests.items()),
            levels.ElseLevel(),
        ],
    )


# Each session blocks on nearly everything but what it trains, else relatives pass for the signer.
OURS = Model(
    comparisons=(_first(), _last(), _middle(), _suffix(), _address()),
    candidates=(
        ("number", "street"),
        ("first", "last"),
        ("last", "number"),
        ("first", "number"),
        ("number", "zip", "i_first"),
        ("number", "zip", "i_last"),
        ("street", "i_first", "i_last"),
        ("last", "street"),
        ("sound_last", "first"),
        ("last", "root_first"),
        "l.first = r.last AND l.last = r.first",
    ),
    sessions=(("last", "number", "street"), ("first", "number", "street"), ("first", "last")),
)

USUAL = Model(
    comparisons=(
        comparisons.NameComparison("first").configure(term_frequency_adjustments=True),
        comparisons.NameComparison("last").configure(term_frequency_adjustments=True),
        comparisons.ExactMatch("middle"),
        comparisons.ExactMatch("number").configure(term_frequency_adjustments=True),
        comparisons.JaroWinklerAtThresholds("street", [0.9, 0.8]).configure(term_frequency_adjustments=True),
        comparisons.ExactMatch("zip").configure(term_frequency_adjustments=True),
    ),
    candidates=(
        ("first", "last"),
        ("last", "number", "street"),
        ("first", "number", "street"),
        ("last", "number", "zip"),
        ("first", "number", "zip"),
        ("last", "street"),
    ),
    sessions=(("first", "last"), ("number", "street")),
)
