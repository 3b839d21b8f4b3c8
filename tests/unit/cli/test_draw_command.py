"""The public draw as a stranger runs it, against sha256 and a sort made here."""

import hashlib
import json
from pathlib import Path

import pytest

SEED = "73958120465591827364"


def by_hand(ids: list[str], size: int) -> list[str]:
    return [
        line
        for _, line in sorted((hashlib.sha256(f"{SEED},{line}".encode()).hexdigest(), line) for line in ids)[
            :size
        ]
    ]


def test_the_first_column_is_the_id_and_the_order_is_the_tickets(run, tmp_path: Path) -> None:
    ids = [f"{n:05d}-01" for n in range(1, 60)]
    path = tmp_path / "manifest.csv"
    path.write_text("id,page\n" + "".join(f"{line},1\n" for line in ids))
    done = run(f"draw --seed {SEED} --size 9 --manifest", path)
    assert done.out.split() == by_hand(ids, 9)
    assert json.loads(run(f"draw --seed {SEED} --size 9 --json --manifest", path).out)["lines"] == by_hand(
        ids, 9
    )


def test_only_signed_lines_are_drawn_where_states_are_given(run, tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    path.write_text("line,state\na,signed\nb,struck\nc,blank\nd,signed\n")
    assert sorted(run(f"draw --seed {SEED} --size 2 --manifest", path).out.split()) == ["a", "d"]


BAD = {
    "repeated id": "line\na\na\n",
    "empty id": "line,x\na,1\n,2\n",
    "unknown state": "line,state\na,maybe\n",
    "more than there are": "line\na\n",
    "empty file": "",
    "binary": "line\n\0\n",
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_manifest_is_refused(run, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "manifest.csv"
    path.write_text(BAD[kind])
    done = run(f"draw --seed {SEED} --size 2 --manifest", path)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("fullcount: ")


@pytest.mark.parametrize("seed", ["1234567890123456789", "1234567890123456789x", " 12345678901234567890"])
def test_a_bad_seed_is_refused(run, tmp_path: Path, seed: str) -> None:
    path = tmp_path / "manifest.csv"
    path.write_text("line\na\nb\n")
    done = run("draw --size 1", "--manifest", path, "--seed", seed)
    assert (done.code, done.out) == (2, "")
