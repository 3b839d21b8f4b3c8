import csv
from pathlib import Path

import pytest

from fullcount import synth


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    into = tmp_path_factory.mktemp("tiny")
    return synth.make(synth.scenario("tiny"), 1, 20220706, into)


@pytest.fixture(scope="session")
def rows():
    def read(path: Path) -> list[dict[str, str]]:
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    return read


@pytest.fixture(scope="session")
def truth(made, rows):
    return rows(made.truth / "truth.csv")


@pytest.fixture(scope="session")
def roll(made, rows):
    return {row["voter_id"]: row for row in rows(made.roll)}
