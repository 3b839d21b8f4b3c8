"""The peer's model: splink on the same normal forms, given what it can express of what linking knows.

A nickname, an initial, one of two surnames and the sound of a surname are levels of their own; the address
is one comparison, as in our linking; the candidate rules are those of our tiers without their guards against
crowds. What it was not given is said in bench/page.md.
"""

from __future__ import annotations

from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink import comparison_level_library as levels
from splink import comparison_library as comparisons

# Both inputs, with unknown as NULL. splink calls the table whose name sorts first l: the line.
INPUTS = {
    "a_lines": "SELECT lrow AS unique_id, * EXCLUDE (lrow, line) FROM line",
    "b_voters": """
        SELECT vrow AS unique_id, nullif(first, '') AS first, nullif(middle, '') AS middle,
            nullif(last, '') AS last, nullif(suffix, '') AS suffix, number, nullif(street, '') AS street,
            trim(coalesce(fraction, '') || ' ' || coalesce(unit, '')) AS unit, nullif(zip, '') AS zip,
            nullif(sound_last, '') AS sound_last, nullif(root_first, '') AS root_first,
            first[1] AS i_first, last[1] AS i_last
        FROM roll.form""",
}

_HOUSE = "number_l = number_r AND street_l = street_r"
_STREET = (
    "(jaro_winkler_similarity(street_l, street_r) >= 0.9 OR damerau_levenshtein(street_l, street_r) <= 1)"
)
_NUMBER = "damerau_levenshtein(number_l::VARCHAR, number_r::VARCHAR) <= 1"
_PARTS = "list_has_any(string_split(last_l, ' '), string_split(last_r, ' '))"
_INITIAL = "least(length({0}_l), length({0}_r)) = 1 AND {0}_l[1] = {0}_r[1]"

PREDICTION_RULES = (
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
)
EXCHANGED = "l.first = r.last AND l.last = r.first"

# Each session blocks on nearly everything but what it trains, else relatives pass for the signer.
TRAINING_RULES = (("last", "number", "street"), ("first", "number", "street"), ("first", "last"))
PRIOR_RULES = (("first", "last", "number", "street"),)
PRIOR_RECALL = 0.6  # of signers whose line reads exactly as the roll in name, number and street
TRAINING_PAIRS = 2e6  # 1e8 random pairs found the same links and took twenty seconds more


def make_linker(api: DuckDBAPI) -> Linker:
    """A linker over the registered inputs, untrained."""
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[_first(), _last(), _middle(), _suffix(), _address()],
        blocking_rules_to_generate_predictions=[*(block_on(*rule) for rule in PREDICTION_RULES), EXCHANGED],
        retain_matching_columns=False,
    )
    tables = [api.register(name, dataset_display_name=name) for name in INPUTS]
    return Linker(tables, settings, log_level=None)


def train(linker: Linker, seed: int) -> None:
    """Prior by exact agreement, u by random pairs, m by expectation maximisation; nothing is labelled."""
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on(*rule) for rule in PRIOR_RULES], recall=PRIOR_RECALL
    )
    training.estimate_u_using_random_sampling(max_pairs=TRAINING_PAIRS, seed=seed)
    for rule in TRAINING_RULES:
        training.estimate_parameters_using_expectation_maximisation(block_on(*rule), max_pairs=TRAINING_PAIRS)


def _first() -> comparisons.CustomComparison:
    return comparisons.CustomComparison(
        output_column_name="first",
        comparison_levels=[
            levels.NullLevel("first"),
            levels.ExactMatchLevel("first", term_frequency_adjustments=True),
            levels.CustomLevel(_INITIAL.format("first"), "initial"),
            levels.CustomLevel("root_first_l = root_first_r", "nickname"),
            levels.JaroWinklerLevel("first", 0.92),
            levels.JaroWinklerLevel("first", 0.8),
            levels.ElseLevel(),
        ],
    )


def _last() -> comparisons.CustomComparison:
    return comparisons.CustomComparison(
        output_column_name="last",
        comparison_levels=[
            levels.NullLevel("last"),
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
