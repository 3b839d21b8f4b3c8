"""What is kept of a run: a killed run goes on, another program's results are refused."""

from pathlib import Path

import pytest
from bench.results import Results

RUN = {"fingerprint": "one", "command": "python -m bench.linkage"}


def test_a_run_goes_on_with_the_parts_it_kept(tmp_path: Path) -> None:
    before = Results(tmp_path)
    before.begin(RUN)
    before.put("town_1/prepared.0", {"peak": 1})
    after = Results(tmp_path)
    after.begin({**RUN, "command": "another"})
    assert after.get("town_1/prepared.0") == {"peak": 1}
    assert after.get("town_1/prepared.1") is None
    assert after.get("run") == RUN


def test_results_of_another_program_are_refused(tmp_path: Path) -> None:
    results = Results(tmp_path)
    results.begin(RUN)
    with pytest.raises(SystemExit, match="another version of the program"):
        results.begin({**RUN, "fingerprint": "two"})


def test_everything_holds_each_side_with_its_turns_and_its_quality(tmp_path: Path) -> None:
    results = Results(tmp_path)
    results.begin(RUN)
    for scale in (1.0, 0.1):
        results.put(f"town_{scale}/petition", {"scenario": "town", "scale": scale})
    results.put("town_1.0/splink-usual.1", {"turn": 1})
    results.put("town_1.0/splink-usual.0", {"turn": 0})
    results.put("town_1.0/splink-usual.quality", {"figures": {}})
    results.put("febrl-4/recordlinkage, EM", {"f1": 0.9})
    everything = results.everything()
    assert [one["scale"] for one in everything["petitions"]] == [0.1, 1.0]
    assert everything["petitions"][1]["sides"] == {
        "splink-usual": {"runs": [{"turn": 0}, {"turn": 1}], "quality": {"figures": {}}}
    }
    assert everything["febrl"] == {"4": {"recordlinkage, EM": {"f1": 0.9}}}
