"""The search index: every kind of question, odd names and numbers, what a kill leaves, what is stale."""

import errno
import threading
from pathlib import Path

import numpy as np
import pytest

from fullcount.roll import FIELDS, Query, prepare_search
from fullcount.roll.index import INDEX, open_index
from fullcount.roll.mapped import Making, Mapped
from fullcount.roll.texts import Texts, add_texts
from fullcount.terms import BadInput, NotFound, Refused

PEOPLE = """
A1|Siobhan||O'Brien|12 Elm St
A2|Ann||Obrien|12 1/2 Elm St
A3|Zoë||Núñez-Ortiz|7-B Sycamore Ln
A4|Q||Li|7 Sycamore Ln
A5|Maria||Gonzalez|100 Main St
A6|||Prince|100 Main St
A7|Mary Ann||de la Cruz|PO Box 9
A8|Robert||Featherstonehaugh|4 Elm St
A9|Bob||Featherstonehaugh|
B1|Michael||Gonzales|100 Maine St
B2|Li||Quan|
"""
FIELD = [
    FIELDS.index(name) for name in ("voter_id", "first_name", "middle_name", "last_name", "residence_address")
]


def people(text=PEOPLE):
    rows = []
    for line in filter(None, text.split("\n")):
        row = [""] * len(FIELDS)
        for place, value in zip(FIELD, line.split("|"), strict=True):
            row[place] = value
        rows.append(row)
    return rows


def crowd(number):
    """So many voters of one name, and one of another."""
    lines = [f"C{place:03d}|Jose||Garcia|{place + 1} Elm St" for place in range(number)]
    return people("\n".join([*lines, "D1|Jose||Garcia Lopez|1 Oak Ave", "D2|Pepe||Garza|1 Oak Ave"]))


@pytest.fixture
def odd(files):
    files.seal(files.text(people()))
    with files.open() as roll:
        yield roll


def ids(roll, what, limit=20):
    return [hit.voter_id for hit in roll.search(what, limit)]


def why(roll, what):
    return {hit.voter_id: hit.why for hit in roll.search(what)}


@pytest.mark.parametrize(
    ("what", "first"),
    [
        (Query("gonz", "mar"), "A5"),
        (Query("gonz", "", "100", "main"), "A5"),
        (Query("", "", "100", "maine"), "B1"),
        (Query("gonsalez", "m", "100"), "A5"),  # sounds alike
        (Query("gomzalez", "m", "100"), "A5"),  # one letter for another
        (Query("honzales", "m", "100"), "B1"),  # the first letter wrong
        (Query("gonzlez", "m", "100"), "A5"),  # one left out
        (Query("gonzaless", "m", "100"), "B1"),  # one put in
        (Query("gnozalez", "m", "100"), "A5"),  # two exchanged
        (Query("featherstonehauhg", "r", "4"), "A8"),
        (Query("featherstonehauhg", "r"), "A8"),  # without the number, too
        (Query("o'brien", "s"), "A1"),
        (Query("O BRIEN", "siobhan"), "A1"),
        (Query("nunez", "zoe"), "A3"),
        (Query("NÚÑEZ ORTIZ", "Zoë", "7"), "A3"),
        (Query("de la cruz", "mary"), "A7"),
        (Query("", "", "", "po box 9"), "A7"),
        (Query("featherstonehaugh", "bobby"), "A9"),
        (Query("quan", "li", "", "", whole=True), "B2"),
        (Query("prince", "", "100"), "A6"),
    ],
)
def test_each_kind_of_question_finds_its_voter_first(odd, what, first):
    assert ids(odd, what)[0] == first


def test_a_fraction_of_a_house_number_does_not_hide_the_house(odd):
    assert set(ids(odd, Query("", "", "12", "elm"))) == {"A1", "A2"}
    assert set(ids(odd, Query("obrien", "", "12 1/2", ""))) == {"A1", "A2"}
    assert set(ids(odd, Query("", "", "7", "syc"))) == {"A3", "A4"}


def test_a_surname_of_two_letters_is_found_whole_and_gets_no_slips(odd):
    assert ids(odd, Query("li", "q")) == ["A4"]
    assert ids(odd, Query("lu", "q", "7")) == ["A4"]  # it sounds alike
    assert ids(odd, Query("la", "", "7")) == ["A4"]
    assert ids(odd, Query("ni", "", "7")) == []


def test_a_voter_without_a_given_name_is_found_but_does_not_count_as_fitting(odd):
    found = odd.search(Query("prince", "p", "100"))
    assert [hit.voter_id for hit in found] == ["A6"]
    assert found.fitting == 0
    assert found.advice == "Nobody fits in all that was typed; these come nearest."


def test_a_slip_is_told_in_words(odd):
    assert why(odd, Query("gomzalez", "m", "100"))["A5"] == (
        "surname differs in one letter; given name begins so; same house number"
    )


def test_voters_by_id_and_by_row(odd):
    assert odd.voter("A3").last_name == "Núñez-Ortiz"
    assert odd.voter("A3").birth_date is None
    assert odd.voter("nobody") is None
    assert odd.voter("ZZ") is None
    assert odd.unknown({"A1", "A0", "", "zz"}) == {"A0", "", "zz"}
    assert [odd.voter(voter.voter_id) for voter in odd.voters(list(range(11)))] == odd.voters(list(range(11)))


def test_what_is_read_from_the_index_is_what_was_sealed(files):
    files.seal()
    with files.open() as roll:
        sealed = roll.con.execute(f"SELECT {', '.join(FIELDS)} FROM voter ORDER BY vrow").fetchall()
        voters = roll.voters(list(range(len(sealed))))
        assert [tuple(getattr(voter, name) for name in FIELDS) for voter in voters] == sealed


def test_a_name_of_many_steers_to_the_house_number(files):
    files.seal(files.text(crowd(30)))
    with files.open() as roll:
        found = roll.search("garcia, jose")
        assert (len(found), found.fitting, found.narrow) == (20, 31, "house number")
        assert found.advice == "31 voters fit, 20 are shown: type the house number."
        assert ids(roll, "garcia, jose 17") == ["C016", *(f"C{n:03d}" for n in range(30) if n != 16)][:20]
        assert roll.search("garcia, jose 17").fitting == 1
        assert roll.search("garcia, jose 17").advice == ""
        assert roll.search("gar").fitting == 32


@pytest.mark.parametrize(
    ("what", "narrow"),
    [
        (Query("garcia", "", "5"), "given name"),
        (Query("", "", "5", "elm"), "surname"),
        (Query("garcia", "jose", "5"), "street"),
        (Query("garcia", "jose", "5", "elm"), ""),
        (Query("", "", "", "elm"), "house number"),
        (Query("garcia", "", "", "elm"), "house number"),
    ],
)
def test_what_to_type_next(files, what, narrow):
    rows = people("\n".join(f"C{place:03d}|Jose||Garcia|5 Elm St" for place in range(25)))
    files.seal(files.text(rows))
    with files.open() as roll:
        found = roll.search(what)
        assert (len(found), found.fitting, found.narrow) == (20, 25, narrow)
        assert "25 voters fit, 20 are shown" in found.advice


def test_it_is_made_at_the_first_search_and_then_used(files):
    files.seal()
    folder = files.folder / "roll"
    assert not (folder / INDEX).exists()
    with files.open() as roll:
        assert ids(roll, "garcia 12") == ["V3"]
    made = (folder / INDEX).stat()
    assert made.st_mode & 0o777 == 0o444
    prepare_search(folder)
    assert (folder / INDEX).stat().st_ino == made.st_ino
    assert {path.name for path in folder.iterdir()} == {"seal.json", "roll.duckdb", "rejects.csv", INDEX}


def test_an_index_of_another_roll_is_made_again(files):
    files.seal()
    files.seal(files.text(people()), into="other")
    for into in ("roll", "other"):
        prepare_search(files.folder / into)
    other = files.folder / "other" / INDEX
    (files.folder / "roll" / INDEX).replace(other)
    assert open_index(files.folder / "other") is None
    with files.open("other") as roll:
        assert ids(roll, "o'brien s") == ["A1"]


@pytest.mark.parametrize("left", [0, 7, 100, -1])
def test_an_index_that_is_cut_off_is_made_again(files, left):
    files.seal()
    prepare_search(files.folder / "roll")
    path = files.folder / "roll" / INDEX
    data = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(data[:left])
    assert open_index(files.folder / "roll") is None
    with files.open() as roll:
        assert ids(roll, "garcia 12") == ["V3"]


def test_a_house_without_a_street_is_not_on_a_street_nobody_lives_on(files):
    files.seal(files.text(people("G1|Ann||Garcia|12\nG2|Ann||Garcia|12 Elm St")))
    with files.open() as roll:
        found = roll.search(Query("garcia", "", "12", "nain"))
        assert {hit.why for hit in found} == {"surname the same; same house number"}
        assert found.fitting == 0


def test_a_nickname_of_another_letter_is_found_while_the_surname_is_typed(files):
    files.seal(files.text(people("G1|Robert||Garcia|12 Main St\nG2|Ann||Garcia|12 Main St")))
    with files.open() as roll:
        found = roll.search("garc, bob")
        assert [hit.voter_id for hit in found] == ["G1"]
        assert found.hits[0].why == "surname begins so; given name a nickname of the other"
        assert (found.fitting, found.advice) == (1, "")


def test_whole_words_fit_whole_words_only(files):
    rows = "G1|Ann||Garcia|12 Main St\nG2|Ann||Garcia-Lopez|12 Maine St\nG3|Garc||Ann|12 Maine St"
    files.seal(files.text(people(rows)))
    with files.open() as roll:
        assert roll.search(Query("garc", "ann", "", "main")).fitting == 3
        assert roll.search(Query("garc", "ann", "", "main", whole=True)).fitting == 0
        assert roll.search(Query("garcia", "ann", "", "main", whole=True)).fitting == 1
        assert roll.search(Query("garcia", "ann", whole=True)).fitting == 2
        assert ids(roll, Query("garci", "ann", whole=True))[0] == "G1"  # a letter left out at the end


def test_a_build_that_fails_leaves_nothing(files):
    files.seal()
    folder = files.folder / "roll"
    (folder / "roll.duckdb").chmod(0o600)
    (folder / "roll.duckdb").write_bytes(b"not a roll")
    with pytest.raises(BadInput, match="damaged"):
        prepare_search(folder)
    assert {path.name for path in folder.iterdir()} == {"seal.json", "roll.duckdb", "rejects.csv"}


def test_a_roll_of_surnames_alone(files):
    files.seal(files.text(people("E1|||Smith|\nE2|||Smyth|")))
    with files.open() as roll:
        assert ids(roll, "sm") == ["E1", "E2"]
        for what in ("smith, john", "smith 12", "12 elm", "smith john 12 elm", Query(street="elm")):
            assert ids(roll, what) == []


def test_no_roll_no_index(tmp_path):
    with pytest.raises(NotFound):
        prepare_search(tmp_path)


def test_where_nothing_can_be_written_it_is_said(files, monkeypatch):
    files.seal()

    def refuse(self):
        raise OSError(errno.EROFS, "read-only")

    monkeypatch.setattr(Making, "__enter__", refuse)
    with pytest.raises(Refused, match="has no search index"):
        prepare_search(files.folder / "roll")


def test_threads_share_an_open_roll(files):
    files.seal()
    with files.open() as roll:
        alone = [ids(roll, "garcia jose 12 elm"), ids(roll, "smith, john")]
        found = []

        def ask():
            found.append([ids(roll, "garcia jose 12 elm"), ids(roll, "smith, john")])

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [alone] * 8


def test_arrays_come_back_as_they_were_written(tmp_path):
    with Making(tmp_path / "arrays") as making, making.writer("a test") as writer:
        writer.add("whole", np.arange(5, dtype=np.int32))
        writer.add_parts("parts", np.dtype(np.uint8), [b"ab", b"", b"c"])
        writer.add("none", np.empty(0, np.int64))
    mapped = Mapped(tmp_path / "arrays")
    assert mapped.made_from == "a test"
    assert mapped.arrays["whole"].tolist() == [0, 1, 2, 3, 4]
    assert mapped.arrays["parts"].tobytes() == b"abc"
    assert mapped.arrays["none"].tolist() == []
    assert not mapped.arrays["whole"].flags.writeable
    assert [path.name for path in tmp_path.iterdir()] == ["arrays"]


WORDS = [
    "",
    "A",
    "AB",
    "ABCDEFGH",
    "ABCDEFGHI",
    "ABCDEFGHIJ",
    "ABCDEFGHJ",
    "BA",
    "GARCIA",
    "GARCIA LOPEZ",
    "GARZA",
]


def test_texts_by_beginning_and_by_slip(tmp_path):
    with Making(tmp_path / "texts") as making, making.writer("") as writer:
        add_texts(writer, "word", WORDS, hashed=True)
    texts = Texts(Mapped(tmp_path / "texts"), "word")
    assert [texts[place] for place in range(len(texts))] == WORDS
    assert [texts.find(word) for word in WORDS] == list(range(len(WORDS)))
    assert [texts.find(word) for word in ("ABC", "ABCDEFGHIK", "Z")] == [-1, -1, -1]
    assert [WORDS[slice(*texts.span(word))] for word in ("ABCDEFGHI", "GAR", "Z")] == [
        ["ABCDEFGHI", "ABCDEFGHIJ"],
        ["GARCIA", "GARCIA LOPEZ", "GARZA"],
        [],
    ]
    assert WORDS[slice(*texts.span("GARCIA", "!"))] == ["GARCIA", "GARCIA LOPEZ"]
    assert [WORDS[place] for place in texts.slips("ABCDEFGHI")] == ["ABCDEFGH", "ABCDEFGHIJ", "ABCDEFGHJ"]
    assert [WORDS[place] for place in texts.slips("AB")] == ["A", "BA"]
    assert list(texts.slips("X" * 300)) == []
    assert Path(tmp_path / "texts").stat().st_mode & 0o777 == 0o444
