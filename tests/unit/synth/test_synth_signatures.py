import csv
import io

import numpy as np
import pytest
from PIL import Image

from fullcount import synth
from fullcount.synth import signatures
from fullcount.terms import BadInput

NAME = ("Emilio", "Oscar", "Ayala-Sierra")


def picture(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("L"), dtype=float)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return synth.make(synth.scenario("tiny"), 1, 5, tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def drawn(made, tmp_path_factory):
    return synth.write_signatures(made, tmp_path_factory.mktemp("drawn"))


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_same_signing_gives_the_same_bytes_and_another_one_does_not():
    own = signatures.hand(1, 2)
    one, again, later = (
        signatures.on_file(signatures.sign(own, NAME, 1, time), own, 1) for time in (3, 3, 4)
    )
    assert one == again
    assert one != later


@pytest.mark.parametrize("person", range(40))
def test_a_signature_is_a_small_picture_with_ink_and_margins(person):
    own = signatures.hand(9, person)
    data = signatures.on_paper(signatures.sign(own, NAME, person), own, 1)
    image = picture(data)
    assert image.shape == (120, 400)
    assert len(data) < 6_000
    assert 0.003 < (image < 120).mean() < 0.3
    assert (image[:, :4] > 120).all()
    assert (image[:, -4:] > 120).all()


@pytest.mark.parametrize(
    "name", [("", "", "Ng"), ("Sukarno", "", ""), ("", "", ""), ("José", "", "Peña"), ("3", "?", "-")]
)
def test_every_name_can_be_signed(name):
    own = signatures.hand(1, 7)
    assert (picture(signatures.on_file(signatures.sign(own, name, 1), own, 1)) < 120).any()


def test_another_hand_is_plainly_slanted_otherwise():
    for person in range(60):
        own = signatures.hand(1, person)
        assert abs(signatures.other_hand(own, 1, person, 1).slant - own.slant) > 10


def test_every_signed_line_and_its_voter_are_drawn(made, drawn):
    truth = rows(made.truth / "truth.csv")
    assert [row["line"] for row in rows(drawn.crops / "manifest.csv")] == [row["line"] for row in truth]
    on_file = rows(drawn.exemplars / "manifest.csv")
    assert {row["voter_id"] for row in on_file} == {row["voter_id"] for row in truth} - {""}
    assert all((drawn.exemplars / row["file"]).is_file() for row in on_file)
    assert drawn.signatures == len(on_file) > drawn.voters
    assert all(row["date"] <= made.scenario.filed.isoformat() for row in on_file)


def test_only_what_is_asked_for_is_drawn_and_looks_the_same(made, drawn, tmp_path):
    line, *_ = rows(made.truth / "truth.csv")
    some = synth.write_signatures(made, tmp_path, synth.Asked([line["line"]]))
    assert some.lines == 1
    for folder, all_of_it in ((some.crops, drawn.crops), (some.exemplars, drawn.exemplars)):
        for row in rows(folder / "manifest.csv"):
            assert (folder / row["file"]).read_bytes() == (all_of_it / row["file"]).read_bytes()


def test_a_line_the_petition_has_not_is_told(made, tmp_path):
    with pytest.raises(BadInput, match="no signed lines of this petition"):
        synth.write_signatures(made, tmp_path, synth.Asked(["99999-01"]))


def test_a_line_that_differs_is_signed_by_another_hand(made, drawn):
    crops = {row["line"]: row["file"] for row in rows(drawn.crops / "manifest.csv")}
    facts = synth.facts.read_facts(made.truth)
    persons = dict(zip(facts.ids, facts.lines.person.tolist(), strict=True))
    differing = [row["line"] for row in rows(made.truth / "truth.csv") if row["signature_differs"] == "yes"]
    assert differing
    for line in differing:
        own = signatures.hand(made.seed, persons[line])
        other = signatures.other_hand(own, made.seed, persons[line], 1)
        assert own.slant != other.slant
        assert (drawn.crops / crops[line]).stat().st_size > 300
