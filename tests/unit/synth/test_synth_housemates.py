"""A signer on no roll, shown a voter of the same surname and home."""

import pytest

from fullcount.synth import Examiner, Seen, Stood, judge
from fullcount.synth.facts import read_facts
from fullcount.terms import Outcome, Reading


def relatives(facts, *, same_first):
    """(line, voter id) pairs: an unregistered signer, and a voter of that home and surname."""
    records = {}
    for row, (home, last) in enumerate(
        zip(facts.records.home.tolist(), facts.records.last.tolist(), strict=True)
    ):
        records.setdefault((home, last), []).append(row)
    pairs = []
    for place, own in enumerate(facts.row.tolist()):
        key = (int(facts.lines.home[place]), int(facts.lines.last[place]))
        for row in records.get(key, []) if own < 0 else []:
            like = facts.records.first[row] == facts.lines.first[place]
            if bool(like) == same_first and not facts.initial[place]:
                pairs.append((facts.ids[place], str(facts.number[row])))
    return pairs


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    from fullcount import synth

    scenario = synth.scenario("los-angeles-2022")
    return synth.make(scenario, 0.01, 3, tmp_path_factory.mktemp("county"))


def blind(made):
    return Examiner(made.truth, {**made.scenario.settings["examiners"], "notice": 0.0}, 1)


def test_a_housemate_of_another_first_name_is_never_taken(county):
    pairs = relatives(read_facts(county.truth), same_first=False)
    assert len(pairs) > 200
    found = blind(county).examine([Seen(line, [(voter, Reading.REGISTERED_HERE)]) for line, voter in pairs])
    assert Outcome.VALID not in {line[0].outcome for line in found}


def test_a_housemate_of_one_name_is_taken_where_the_signature_is_not_looked_at(county):
    pairs = relatives(read_facts(county.truth), same_first=True)
    assert pairs
    found = blind(county).examine([Seen(line, [(voter, Reading.REGISTERED_HERE)]) for line, voter in pairs])
    taken = [line[0] for line in found if line[0].outcome == Outcome.VALID]
    assert taken
    errors = judge(county.truth, [Stood(one.line, one.outcome, one.reason, one.voter_id) for one in taken])
    assert errors.housemates == len(taken)
    assert errors.by_cause == {"a housemate was taken for the signer": len(taken)}


def test_signatures_protect_from_most_of_it(county):
    pairs = relatives(read_facts(county.truth), same_first=True)
    careful = Examiner(county.truth, {**county.scenario.settings["examiners"], "notice": 1.0}, 1)
    found = careful.examine([Seen(line, [(voter, Reading.REGISTERED_HERE)]) for line, voter in pairs])
    assert {line[0].reason for line in found} <= {"not_registered", "out_of_county"}
