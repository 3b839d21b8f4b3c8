"""The reference calibration: python -m bench.calibrate [--scenario ID] [--scale 1] [--seed 2024].

Makes a county and petition set apart (no weight was set on its errors, and no quality figure of the benchmark
is measured on this seed), links with the shipped weights, holds every proposal against the truth, and writes
src/fullcount/linkage/calibration.toml, which link reports show where nobody knows who signed.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench.names import SECOND
from bench.petitions import Petition, make_sealed, sizes
from fullcount import __version__, linkage, synth
from fullcount.linkage.reference import FILE, Reference, write_reference
from fullcount.linkage.summary import Judged, tables_of
from fullcount.linkage.weights_text import digest

HOME = Path(__file__).parents[1] / "src" / "fullcount" / "linkage" / FILE


def main() -> None:
    """Measure and write."""
    options = _options()
    petition = Petition(options.scenario, options.scale, options.seed)
    with tempfile.TemporaryDirectory() as name:
        found = measure(petition, Path(name))
    write_reference(found, options.out)
    print(
        f"{found.lines:,} lines, {found.voters:,} voters, {found.missed:,} signers not shown: {options.out}"
    )


def measure(petition: Petition, folder: Path) -> Reference:
    """Make the petition in the folder, link it, and judge every proposal."""
    make_sealed(petition, folder)
    filed = synth.open_made(folder).scenario.filed
    result = linkage.link(
        folder / "transcripts.csv", folder / "roll", folder, options=linkage.Options(filed=filed)
    )
    with tables_of(result) as tables:
        judged = tables.judge(_truth(folder / "truth" / "truth.csv"), folder / "roll")
    return _reference(petition, judged, sizes(folder)[0])


def _reference(petition: Petition, judged: Judged, voters: int) -> Reference:
    return Reference(
        of="a made-up county and petition whose errors set no weight "
        f"({petition.scenario}, seed {petition.seed})",
        measured=datetime.now(UTC).date(),
        program=f"fullcount {__version__}",
        command=f"python -m bench.calibrate --scenario {petition.scenario} --scale {petition.scale:g} "
        f"--seed {petition.seed}",
        weights_sha256=digest(linkage.default_weights()),
        lines=judged.truths - judged.unknown,
        voters=voters,
        silent=judged.silent,
        ranks=judged.ranks,
        missed=judged.missed,
        by_reading=judged.by_reading,
    )


def _truth(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            yield row["line"], row["voter_id"]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.calibrate", description="Measure the reference calibration."
    )
    parser.add_argument("--scenario", default=SECOND)
    parser.add_argument("--scale", type=float, default=1.0, help="1 is the real size")
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--out", type=Path, default=HOME)
    return parser.parse_args()


if __name__ == "__main__":
    main()
