"""Levels of agreement in arrays: dates of birth, house numbers, registrations that came too late."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from fullcount.linkage import LinkResult, Options, default_weights, link
from fullcount.linkage.arrays import EPOCH, Pairs, Side
from fullcount.linkage.days import born_levels
from fullcount.linkage.levels import Dictionary, name_levels, other_levels
from fullcount.linkage.texts import Texts
from fullcount.roll import import_roll, layout
from fullcount.terms import Reading

ROLL = """voter_id,first_name,last_name,birth_date,residence_address,zip,status,registered_on
V1,PERPETUA,OYELARAN,1961-04-23,12 MAPLE ST,90001,active,2020-05-01
V2,PERPETUA,OYELARAN,1988-11-02,77 CANYON DR,90002,active,2021-05-01
V3,CASPIAN,HOLLOWAY,1975-01-30,9 ORCHARD AVE,90003,active,2022-06-15
"""


def day(text: str) -> int:
    return (date.fromisoformat(text) - date(1970, 1, 1)).days + EPOCH if text else 0


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("1961-04-23", "1961-04-23", "same"),
        ("1961-04-23", "1961-04-28", "near"),
        ("1961-04-23", "1916-04-23", "near"),
        ("1961-04-03", "1961-03-04", "near"),
        ("1960-12-23", "1961-02-23", "near"),  # two digits exchanged across year and month
        ("1961-12-13", "1961-11-23", "near"),  # and across month and day
        ("1961-12-13", "1961-10-23", "different"),
        ("1961-04-23", "1988-11-02", "different"),
        ("", "1988-11-02", "unknown"),
    ],
)
def test_dates_of_birth(one: str, other: str, level: str) -> None:
    sides = [np.array([day(text)], dtype=np.int32) for text in (one, other)]
    weights = default_weights()
    assert born_levels(*sides, weights)[0] == weights.code("born", level)


@pytest.fixture(scope="module")
def roll(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dated")
    (folder / "roll.csv").write_text(ROLL, encoding="utf-8")
    import_roll(folder / "roll.csv", folder / "roll", layout("fullcount"), date(2022, 7, 6))
    return folder / "roll"


def test_a_date_of_birth_tells_two_of_one_name_apart(roll: Path, tmp_path: Path) -> None:
    lines = tmp_path / "lines.csv"
    lines.write_text(
        "line,first,last,address,birth_date\n"
        "a,Perpetua,Oyelaran,1 Elsewhere Rd,04/23/1961\nb,Perpetua,Oyelaran,1 Elsewhere Rd,1988-11-02\n",
        encoding="utf-8",
    )
    best = {c.line: c for c in link(lines, roll, tmp_path / "out").candidates() if c.rank == 1}
    assert {line: found.voter_id for line, found in best.items()} == {"a": "V1", "b": "V2"}
    assert "same date of birth" in best["a"].evidence


def test_number_and_zip_count_where_the_street_is_not_given(linked: Callable[[str], LinkResult]) -> None:
    result = linked(
        "line,first,last,address,zip\na,Peter,Hollis,583,90006\nb,Peter,Hollis,571,90006\n"
        "c,Leander,Hollis,583,90006\n"
    )
    best = {each.line: each for each in result.candidates() if each.rank == 1}
    assert "same house number and ZIP; street not given" in best["a"].evidence
    assert best["a"].reading is Reading.REGISTERED_HERE
    assert best["a"].probability > best["b"].probability
    assert "c" not in best or best["c"].probability < 0.01  # a housemate's first name


def test_a_registration_after_filing_or_signature_is_too_late(roll: Path, tmp_path: Path) -> None:
    lines = tmp_path / "lines.csv"
    lines.write_text(
        "line,first,last,address,signed_on\n"
        "early,Caspian,Holloway,9 Orchard Ave,2022-06-01\nlater,Caspian,Holloway,9 Orchard Ave,2022-06-20\n",
        encoding="utf-8",
    )

    def readings(filed: date | None) -> dict[str, Reading]:
        result = link(lines, roll, tmp_path / f"out{filed}", options=Options(filed=filed))
        return {line: reading for line, reading, _ in result.readings()}

    here, late = Reading.REGISTERED_HERE, Reading.TOO_LATE
    assert readings(None) == {"early": here, "later": here}
    assert readings(date(2022, 7, 6)) == {"early": late, "later": here}
    assert readings(date(2022, 6, 10)) == {"early": late, "later": late}


def _words(*words: str, known: frozenset[str] = frozenset()) -> tuple[Texts, dict[str, int]]:
    """Texts and their numbers; those known are borne by one voter, as first and as last name and street."""
    texts = ["", *sorted({word for word in words if word})]
    counts = np.array([int(text in known) for text in texts], dtype=np.int32)
    return Texts.of(texts, {"n_first": counts, "n_last": counts, "n_street": counts, "n_zip": counts}), {
        text: number for number, text in enumerate(texts)
    }


def _names(line: tuple[str, str], voter: tuple[str, str]) -> tuple[str, str]:
    """The levels of first and last name of a line and a voter, by name."""
    words = [*line, *voter, *" ".join((*line, *voter)).split()]
    names, number = _words(*words, known=frozenset(voter))
    row, weights = np.zeros(1, dtype=np.int32), default_weights()

    def side(name: tuple[str, str]) -> Side:
        columns = {"first": number[name[0]], "last": number[name[1]], "middle": 0}
        return Side({key: np.array([value], dtype=np.int32) for key, value in columns.items()}, row)

    known = Dictionary(names, Texts.of([""], {}), np.zeros(0, dtype=np.int64))
    levels = name_levels(Pairs(side(line), side(voter)), known, weights)
    first, last = (
        weights.levels[name][code[0]].level for name, code in zip(("first", "last"), levels, strict=True)
    )
    return first, last


@pytest.mark.parametrize(
    ("line", "voter", "levels"),
    [
        (("PERPETUA", "OYELARAN"), ("PERPETUA", "OYELARAN"), ("same", "same")),
        (("P", "OYELARAN"), ("P", "OYELARAN"), ("initial", "same")),  # two letters are no two names
        (("OYELARAN", "PERPETUA"), ("PERPETUA", "OYELARAN"), ("exchanged", "exchanged")),
        (("OYELARAN", "P"), ("PERPETUA", "OYELARAN"), ("exchanged near", "exchanged")),
        (("HOLLOWAY", "CASPIAN OYELARAN"), ("CASPIAN", "HOLLOWAY OYELARAN"), ("exchanged", "exchanged")),
        (("HOLLOWAY", "PERPETUA"), ("PERPETUA", "OYELARAN"), ("exchanged", "different")),
        (("OYELARAN", "CASPIAN"), ("PERPETUA", "OYELARAN"), ("surname first", "exchanged")),
        (("LI", "CASPIAN"), ("PERPETUA", "LI"), ("different", "different")),  # too short to tell
        (("CASPIAN", "HOLLOWAX"), ("CASPIAN", "HOLLOWAY OYELARAN"), ("same", "part")),
        (("JEMN", "HOLLOWAY"), ("JENNIFER", "HOLLOWAY"), ("garbled", "same")),
        (("ROBERTA", "HOLLOWAY"), ("CASPIAN", "HOLLOWAY"), ("different", "same")),
        (("CASPIAN", "HQLUWY"), ("CASPIAN", "HOLLOWAY"), ("same", "garbled")),
    ],
)
def test_names(line: tuple[str, str], voter: tuple[str, str], levels: tuple[str, str]) -> None:
    assert _names(line, voter) == levels


def _others(line: dict[str, str], voter: dict[str, str], comparison: str, held: float = 0.0) -> str:
    """The level of a comparison but the names, by name; what is not given is unknown."""
    names, name = _words(*line.values(), *voter.values())
    places, place = _words(*line.values(), *voter.values(), known=frozenset(voter.values()))
    weights, row = default_weights(), np.zeros(1, dtype=np.int32)
    keys = ("first", "last", "middle", "suffix", "direction", "street", "kind", "unit", "city", "zip")

    def side(given: dict[str, str]) -> Side:
        numbers = {
            key: (name if key in {"first", "last", "middle"} else place)[given.get(key, "")] for key in keys
        }
        numbers |= {"number": int(given.get("number", "0")), "born": 0}
        return Side({key: np.array([value], dtype=np.int32) for key, value in numbers.items()}, row)

    known = Dictionary(names, places, np.zeros(0, dtype=np.int64))
    code = other_levels(Pairs(side(line), side(voter)), known, weights, held)[comparison][0]
    return weights.levels[comparison][code].level


@pytest.mark.parametrize(
    ("line", "voter", "level"),
    [
        ({"number": "12", "street": "MAPLE"}, {"number": "12", "street": "MAPLE"}, "house"),
        ({"number": "12", "street": "QZXWV"}, {"number": "77", "street": "MAPLE"}, "no such street"),
        (
            {"number": "12", "street": "QZXWV", "zip": "90001"},
            {"number": "77", "street": "MAPLE", "zip": "90001"},
            "zip, no such street",
        ),
        (
            {"number": "12", "street": "QZXWV", "zip": "90002"},
            {"number": "77", "street": "MAPLE", "zip": "90001"},
            "elsewhere",  # the ZIP was read, and it is another
        ),
    ],
)
def test_a_street_nobody_lives_on_was_misread(
    line: dict[str, str], voter: dict[str, str], level: str
) -> None:
    assert _others(line, voter, "address") == level


@pytest.mark.parametrize(("held", "level"), [(0.7, "roll has none"), (0.01, "unknown"), (0.0, "unknown")])
def test_a_middle_name_the_record_lacks_tells_only_where_records_hold_them(held: float, level: str) -> None:
    assert _others({"middle": "JAMES"}, {"middle": ""}, "middle", held) == level
    assert _others({"middle": ""}, {"middle": "JAMES"}, "middle", held) == "unknown"


@pytest.mark.parametrize(
    ("first", "says", "least", "most"),
    [
        ("James", "first name is the middle name on the roll", 0.9, 1.0),
        ("Jamse", "first name nearly the middle name on the roll", 0.5, 1.0),
        ("J", "first name begins as the middle name on the roll", 0.1, 0.9),
        ("Kevin", "another first name", 0.0, 0.1),
    ],
)
def test_people_go_by_their_middle_name(
    linked: Callable[[str], LinkResult], first: str, says: str, least: float, most: float
) -> None:
    text = f"line,first,last,address\n1,{first},Thornquist,4821 Maple St\n"
    (found,) = [each for each in linked(text).candidates() if each.voter_id == "W1"]
    assert found.evidence.startswith(says)
    assert least <= found.probability <= most


def test_a_nickname_weighs_by_how_many_voters_bear_one_that_stands_for_it(
    linked: Callable[[str], LinkResult],
) -> None:
    """No other voter of this county bears a name that stands for William: a Bill at his house is he."""
    text = "line,first,last,address\n1,Bill,Thornquist,4821 Maple St\n"
    (found,) = [each for each in linked(text).candidates() if each.voter_id == "W1"]
    assert found.evidence.startswith("first name agrees by nickname")
    assert found.probability > 0.95
