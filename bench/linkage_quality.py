"""Every quality figure of linking on made-up petitions: python -m bench.linkage_quality FOLDER...

A FOLDER is what `fullcount synth make` made. Where it has no links.duckdb (or --again is given), its roll is
sealed and prepared in FOLDER/roll and its lines linked. Prints a table, one column a folder, with the
bar beside each figure, and after it what is wrong or missed at 0.9 by the words of the evidence. Figures are
against the truth, by the places and people of the making, not by normal forms: a housemate lives in the
same home, a namesake bears the same names. From other code: measure(folder, links) gives the figures, and
compare(folder, found) those that any side's candidates can be held against.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from fullcount import linkage, roll, synth
from fullcount.synth.facts import Facts, read_facts

SURE, CERTAIN, LIKELY = 0.9, 0.9, 0.5
BINS, FINE = 10, 20
FEW = 5  # a name that fewer voters than this share
DEFECTS = (
    "no_residence_address",
    "po_box_or_mailing_address",
    "incomplete_address",
    "illegible",
    "no_printed_name",
)

Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Bar:
    """What a figure must reach: at least, or at most."""

    value: float
    least: bool = True

    def met(self, figure: float) -> bool:
        """Whether the figure reaches it."""
        return figure >= self.value if self.least else figure <= self.value

    def __str__(self) -> str:
        return f"{'≥' if self.least else '≤'} {self.value:g}"


BARS = {
    "precision at 0.9": Bar(0.997),
    "recall at 0.9": Bar(0.94),
    "here: first": Bar(0.99),
    "movers, rare name: among five": Bar(0.80),
    "unregistered linked at 0.9": Bar(0.007, least=False),
    "housemate at 0.9": Bar(0.001, least=False),
    "housemate first": Bar(0.001, least=False),
    "duplicates, registered: precision": Bar(0.997),
    "duplicates, registered: recall": Bar(0.97),
    "duplicates, the rest: precision": Bar(0.98),
    "duplicates, the rest: recall": Bar(0.80),
    "calibration error, candidates": Bar(0.01, least=False),
    "calibration error, proposals": Bar(0.01, least=False),
    "calibration error, readings": Bar(0.01, least=False),
}

_LINES = """
    CREATE TABLE line AS
    SELECT truth.*, best.voter_id AS best, coalesce(best.probability, 0) AS p, own.rank AS place,
        own.reading AS own_reading, best.reading AS proposed, best.evidence,
        coalesce(best.voter_id = truth.own, false) AS hit,
        coalesce(mate.home IN (truth.home, truth.own_home) AND mate.last = truth.last
            AND best.voter_id <> truth.own, false) AS housemate
    FROM truth
        LEFT JOIN links.candidate best ON best.line = truth.line AND best.rank = 1
        LEFT JOIN links.candidate own ON own.line = truth.line AND own.voter_id = truth.own
        LEFT JOIN record mate ON mate.voter_id = best.voter_id
"""
_SHARES = {
    "precision at 0.9": ("hit", "p >= $sure"),
    "recall at 0.9": ("hit AND p >= $sure", "registered"),
    "here: recall at 0.9": ("hit AND p >= $sure", "kind = 'here'"),
    "here, paper defective: recall at 0.9": ("hit AND p >= $sure", "kind = 'defective'"),
    "moved: recall at 0.9": ("hit AND p >= $sure", "kind = 'moved'"),
    "here: first": ("coalesce(place = 1, false)", "kind = 'here'"),
    "here: among five": ("place IS NOT NULL", "kind = 'here'"),
    "movers, rare name: among five": ("place IS NOT NULL", "kind = 'moved' AND bearers < $few"),
    "movers, rare name: first": ("coalesce(place = 1, false)", "kind = 'moved' AND bearers < $few"),
    "movers: among five": ("place IS NOT NULL", "kind = 'moved'"),
    "unregistered linked at 0.9": ("p >= $sure", "NOT registered"),
    "unregistered linked at 0.9, no voter's name and house": (
        "p >= $sure AND NOT namesake",
        "NOT registered",
    ),
    "housemate at 0.9": ("housemate AND p >= $sure", "true"),
    "housemate at 0.9, not of the signer's name": ("housemate AND p >= $sure AND NOT namesake", "true"),
    "housemate first": ("housemate AND p >= 0.5", "true"),
}
_BEST_F1 = """
    SELECT max(2.0 * hits / (called + (SELECT count(*) FROM line WHERE registered))) FROM (
        SELECT sum(sum(hit::INTEGER)) OVER (ORDER BY p DESC) AS hits,
            sum(count(*)) OVER (ORDER BY p DESC) AS called
        FROM line WHERE p > 0 GROUP BY p)
"""
_PAIRS = """
    WITH called AS (
        SELECT a.line AS one, b.line AS other FROM links.duplicate a
            JOIN links.duplicate b ON a.first_row = b.first_row AND a.line < b.line
        WHERE least(a.certainty, b.certainty) >= $certain
    ), judged AS (
        SELECT x.registered AND y.registered AS registered, x.who = y.who AS is_right
        FROM called JOIN line x ON x.line = one JOIN line y ON y.line = other
    ), truly AS (
        SELECT x.registered AS registered, count(*) AS pairs
        FROM line x JOIN line y ON x.who = y.who AND x.line < y.line GROUP BY 1
    )
    SELECT count(*) FILTER (is_right), count(*), (SELECT sum(pairs) FROM truly WHERE registered = $registered)
    FROM judged WHERE registered = $registered
"""
_BINNED = """
    SELECT least(floor(p * $bins), $bins - 1)::INTEGER AS bin, count(*) AS many, avg(p) AS said,
        avg(is_right::INTEGER) AS was
    FROM ({claims}) GROUP BY bin ORDER BY bin
"""
_CANDIDATES = """
    SELECT candidate.probability AS p, candidate.voter_id = line.own AS is_right, candidate.reading
    FROM links.candidate candidate JOIN line USING (line)
"""
# What is proposed for a line: its best candidate, or where it is read so, that nobody on the roll signed.
_PROPOSALS = """
    SELECT CASE WHEN r.reading = 'nobody found' THEN r.probability ELSE line.p END AS p, r.reading,
        CASE WHEN r.reading = 'nobody found' THEN NOT registered ELSE hit END AS is_right
    FROM links.reading r JOIN line USING (line) WHERE r.reading = 'nobody found' OR best IS NOT NULL
"""
# What is read of a line, whoever of a house signed: right where the signer's own record reads so.
_READINGS = """
    SELECT r.probability AS p, r.reading, CASE WHEN r.reading = 'nobody found' THEN NOT registered
        ELSE coalesce(own_reading = r.reading, kind = 'moved' AND r.reading = 'registered at another address')
        END AS is_right
    FROM links.reading r JOIN line USING (line)
"""
_CAUSES = {
    "wrong at 0.9, of nobody on the roll": "NOT registered AND p >= $sure",
    "wrong at 0.9, of another voter": "registered AND p >= $sure AND NOT hit",
    "missed, signer first": "registered AND p < $sure AND coalesce(place = 1, false)",
    "missed, signer among five": "registered AND p < $sure AND place > 1",
    "missed, signer not among five": "registered AND p < $sure AND place IS NULL",
}


def main() -> None:
    """Measure the folders and print."""
    options = _options()
    found = {str(folder): measure(folder, options.links, again=options.again) for folder in options.folder}
    print("\n".join(_table({name: each["figures"] for name, each in found.items()})))
    for name, each in found.items():
        print("\n".join(_details(name, each, options.causes)))
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def measure(folder: Path, links: Path | None = None, *, again: bool = False) -> dict[str, Any]:
    """Figures by name (shares 0 to 1), counts, calibration bins, and causes of what is wrong or missed."""
    path = links or folder / linkage.LINKS
    if again or not path.exists():
        link(folder)
        path = folder / linkage.LINKS
    with duckdb.connect() as db:
        db.execute(f"ATTACH '{path}' AS links (READ_ONLY)")
        _load_truth(db, folder / "truth")
        db.execute(_LINES)
        return {
            "figures": dict(_figures(db)),
            "counts": dict(db.execute("SELECT kind, count(*) FROM line GROUP BY kind").fetchall()),
            "bins": {name: _bins(db, claims, FINE) for name, claims in _claims(db)},
            "causes": {name: _causes(db, where) for name, where in _CAUSES.items()},
            "wrong by kind": _wrong_by_kind(db),
        }


def compare(folder: Path, found: Path, score: str = "probability") -> Figures:
    """The figures that need candidates alone, from a Parquet file of line, rank, voter_id and scores.

    score: the column that says how sure the side is of a pair.
    """
    with duckdb.connect() as db:
        db.execute("ATTACH ':memory:' AS links")
        db.execute(
            f"CREATE TABLE links.candidate AS SELECT line, rank, voter_id, {score} AS probability, "
            f"NULL AS reading, NULL AS evidence FROM '{found}'"
        )
        _load_truth(db, folder / "truth")
        db.execute(_LINES)
        return dict(_of_candidates(db)) | {
            "calibration error, candidates": _error(_bins(db, _CANDIDATES, BINS))
        }


def hits(folder: Path, found: Path) -> dict[str, int]:
    """Of the lines a side looked for: how many have a voter, and of how many it found that voter first."""
    sql = f"""SELECT count(*), count(*) FILTER (truth.voter_id <> ''),
            count(*) FILTER (found.voter_id = truth.voter_id)
        FROM '{found}' found JOIN read_csv($truth, all_varchar = true) truth USING (line)
        WHERE found.rank = 1"""
    with duckdb.connect() as db:
        row = db.execute(sql, {"truth": str(folder / "truth" / "truth.csv")}).fetchall()[0]
    return dict(zip(("lines", "registered", "right"), row, strict=True))


def link(folder: Path) -> None:
    """Seal the roll beside the petition if it is not, and link the lines into FOLDER/links.duckdb."""
    made = synth.open_made(folder)
    if not (folder / "roll").exists():
        roll.import_roll(made.roll, folder / "roll", roll.layout("fullcount"), made.scenario.filed)
    linkage.link(made.transcripts, folder / "roll", folder)


def _load_truth(db: duckdb.DuckDBPyConnection, truth: Path) -> None:
    """Tables truth and record: who signed, where they live, how many share their name."""
    facts = read_facts(truth)
    lines, records = facts.lines, facts.records
    known = facts.row >= 0
    row = np.where(known, facts.row, 0)
    outcome = np.array(facts.outcomes)[facts.outcome]
    own_home = np.where(known, records.home[row], -1)
    moved = known & (own_home != lines.home)
    kind = np.where(~known, "nobody", np.where(moved, "moved", "here"))
    kind = np.where((kind == "here") & np.isin(outcome, DEFECTS), "defective", kind)
    columns = {
        "line": np.array(facts.ids, dtype=object), "own": np.where(known, facts.number[row], -1),
        "registered": known, "kind": kind.astype(object), "outcome": outcome.astype(object),
        "home": lines.home, "own_home": own_home, "last": lines.last, "bearers": _bearers(facts),
        "who": _who(facts), "namesake": _namesake(facts),
    }  # fmt: skip
    numbers = {"voter_id": facts.number, "home": records.home, "last": records.last}
    for name, arrays, key in (("truth", columns, "own"), ("record", numbers, "voter_id")):
        db.register("incoming", arrays)
        db.execute(f"CREATE TABLE {name} AS SELECT * REPLACE ({key}::VARCHAR AS {key}) FROM incoming")
        db.unregister("incoming")


def _bearers(facts: Facts) -> np.ndarray:
    """For each line how many records bear its signer's first and last name."""
    width = int(max(facts.records.last.max(), facts.lines.last.max())) + 1
    key = facts.records.first.astype(np.int64) * width + facts.records.last
    names, count = np.unique(key, return_counts=True)
    wanted = facts.lines.first.astype(np.int64) * width + facts.lines.last
    at = np.minimum(np.searchsorted(names, wanted), len(names) - 1)
    return np.where(names[at] == wanted, count[at], 0)


def _namesake(facts: Facts) -> np.ndarray:
    """Whether somebody else on the roll bears the signer's first and last name at the home written."""
    lines, records = facts.lines, facts.records
    both = [
        np.concatenate((getattr(lines, name), getattr(records, name))) for name in ("first", "last", "home")
    ]
    _, key = np.unique(np.stack(both, axis=1), axis=0, return_inverse=True)
    key = key.ravel()
    bearers = np.bincount(key[len(facts.row) :], minlength=key.max() + 1)[key[: len(facts.row)]]
    row = np.where(facts.row >= 0, facts.row, 0)
    own = (facts.row >= 0) & (key[len(facts.row) + row] == key[: len(facts.row)])
    return bearers > own


def _who(facts: Facts) -> np.ndarray:
    """A number for each line's signer: the record, or of people on no roll home and names together."""
    lines = facts.lines
    stranger = np.stack((lines.home, lines.first, lines.middle, lines.last, lines.second), axis=1)
    _, same = np.unique(stranger, axis=0, return_inverse=True)
    return np.where(facts.row >= 0, facts.row, len(facts.number) + same.ravel())


def _of_candidates(db: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, float]]:
    given = {"sure": SURE, "few": FEW}
    for name, (what, whom) in _SHARES.items():
        sql = f"SELECT coalesce(avg(({what})::INTEGER), 0) FROM line WHERE {whom}"
        yield name, _one(db, sql, {key: value for key, value in given.items() if f"${key}" in sql})
    yield "best F1", _one(db, _BEST_F1, {})


def _figures(db: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, float]]:
    yield from _of_candidates(db)
    for certain, words in ((CERTAIN, ""), (LIKELY, " at 0.5")):
        for registered, who in ((True, "registered"), (False, "the rest")):
            right, called, true = db.execute(
                _PAIRS, {"certain": certain, "registered": registered}
            ).fetchall()[0]
            yield f"duplicates, {who}: precision{words}", right / max(called, 1)
            yield f"duplicates, {who}: recall{words}", right / max(true or 0, 1)
    for name, claims in (("candidates", _CANDIDATES), ("proposals", _PROPOSALS), ("readings", _READINGS)):
        yield f"calibration error, {name}", _error(_bins(db, claims, BINS))
    yield "calibration error, candidates, 20 bins", _error(_bins(db, _CANDIDATES, FINE))


def _claims(db: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    yield "candidates", _CANDIDATES
    yield "proposals", _PROPOSALS
    yield "readings", _READINGS
    for (reading,) in db.execute("SELECT DISTINCT reading FROM links.reading ORDER BY 1").fetchall():
        yield f"read {reading}", f"SELECT * FROM ({_READINGS}) WHERE reading = '{reading}'"


def _bins(db: duckdb.DuckDBPyConnection, claims: str, bins: int) -> list[tuple[int, int, float, float]]:
    return db.execute(_BINNED.format(claims=claims), {"bins": bins}).fetchall()


def _error(bins: list[tuple[int, int, float, float]]) -> float:
    """Expected calibration error: mean distance of what was said from what was, bins weighing their many."""
    return sum(many * abs(said - was) for _, many, said, was in bins) / sum(many for _, many, _, _ in bins)


def _causes(db: duckdb.DuckDBPyConnection, where: str) -> list[tuple[str, str, int]]:
    """(kind of line, evidence of its best candidate, lines), the most first."""
    sql = f"""SELECT kind || ', ' || outcome, coalesce(evidence, 'no candidate'), count(*) FROM line
        WHERE {where} GROUP BY ALL ORDER BY 3 DESC, 1, 2"""
    return db.execute(sql, {"sure": SURE}).fetchall()


def _wrong_by_kind(db: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """(outcome, kind, lines, first, among five, right at 0.9, wrong at 0.9), shares of the lines."""
    sql = """SELECT outcome, kind, count(*), avg(coalesce(place = 1, false)::INTEGER),
            avg((place IS NOT NULL)::INTEGER), avg((p >= $sure AND hit)::INTEGER),
            avg((p >= $sure AND NOT hit)::INTEGER)
        FROM line GROUP BY ALL ORDER BY 3 DESC"""
    return db.execute(sql, {"sure": SURE}).fetchall()


def _one(db: duckdb.DuckDBPyConnection, sql: str, given: dict[str, Any]) -> float:
    return float(db.execute(sql, given).fetchall()[0][0] or 0)


def _table(found: dict[str, Figures]) -> Iterator[str]:
    yield "| figure | bar | " + " | ".join(found) + " |"
    yield "| --- | --- |" + " ---: |" * len(found)
    for name in next(iter(found.values())):
        bar = BARS.get(name)
        cells = (
            f"{figures[name]:.4f}{'' if bar is None or bar.met(figures[name]) else ' **missed**'}"
            for figures in found.values()
        )
        yield f"| {name} | {bar or ''} | " + " | ".join(cells) + " |"


def _details(name: str, each: dict[str, Any], most: int) -> Iterator[str]:
    yield f"\n{name}: lines by kind {each['counts']}"
    yield "outcome, kind: lines, first %, among five %, right at 0.9 %, wrong at 0.9 %"
    for outcome, kind, many, *shares in each["wrong by kind"]:
        yield f"  {outcome}, {kind}: {many}, " + ", ".join(f"{100 * share:.2f}" for share in shares)
    for claim, bins in each["bins"].items():
        yield f"{claim}: error {_error(bins):.4f}; (from, many, said, was) " + " ".join(
            f"({bin_ / FINE:g}, {many}, {said:.3f}, {was:.3f})" for bin_, many, said, was in bins
        )
    for cause, rows in each["causes"].items():
        yield f"{cause}: {sum(many for *_, many in rows)}"
        yield from (f"  {many:6d}  {kind}: {words}" for kind, words, many in rows[:most])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.linkage_quality", description="Quality of linking."
    )
    parser.add_argument("folder", type=Path, nargs="+", help="what synth make made")
    parser.add_argument("--links", type=Path, help="a links.duckdb made elsewhere from that one folder")
    parser.add_argument("--again", action="store_true", help="link anew")
    parser.add_argument("--causes", type=int, default=12, help="rows shown of each cause")
    parser.add_argument("--json", type=Path, help="write everything to this file, too")
    return parser.parse_args()


if __name__ == "__main__":
    main()
