"""Search while typing: what is found, in which order, why."""

import pytest

from fullcount.roll import Query, parse


def ids(roll, what, limit=20):
    return [hit.voter_id for hit in roll.search(what, limit)]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("garcia jose 1234 main", Query("garcia", "jose", "1234", "main")),
        ("Garcia, Jose", Query("Garcia", "Jose")),
        ("garcia", Query("garcia")),
        ("1234 main st, garcia", Query("garcia", "", "1234", "main st")),
        ("12 n elm", Query("", "", "12", "n elm")),
        ("", Query()),
    ],
)
def test_a_text_is_read_as_a_clerk_types_it(text, query):
    assert parse(text) == query


def test_surname_and_initial(roll):
    assert ids(roll, "gar j")[:2] == ["V3", "V4"]


def test_the_beginning_of_a_surname(roll):
    assert set(ids(roll, "garc")) == {"V2", "V3", "V4"}


def test_accents_and_particles(roll):
    assert ids(roll, "García, José")[0] in {"V3", "V4"}
    assert ids(roll, "De La Cruz, M") == ["V1"]
    assert ids(roll, "delacruz") == ["V1"]


def test_house_number_and_the_beginning_of_a_street(roll):
    assert set(ids(roll, Query(number="12", street="el"))) == {"V1", "V3"}
    assert ids(roll, Query(number="1200", street="First Ave")) == ["V2"]
    assert set(ids(roll, Query(street="syca"))) == {"V4", "V7"}


def test_a_post_box(roll):
    assert ids(roll, Query(street="PO Box 9")) == ["V5"]


def test_surname_and_house_number(roll):
    assert ids(roll, "garcia 12") == ["V3"]
    assert ids(roll, "smith 1201")[0] == "V6"


def test_sound_alikes_after_the_same(roll):
    found = {hit.voter_id: hit for hit in roll.search("smith, joa")}
    assert found["V5"].why == "surname sounds alike and differs in one letter; given name begins so"
    found = {hit.voter_id: hit.rank for hit in roll.search("smith, jo")}
    assert found["V6"] < found["V5"]


def test_names_exchanged(roll):
    found = roll.search("john smith")
    assert [hit.voter_id for hit in found.hits[:2]] == ["V7", "V6"]
    assert "exchanged" in found.hits[1].why


def test_nicknames(roll):
    assert ids(roll, "garcia lopez, bill") == ["V2"]


def test_a_slip_in_the_given_name(roll):
    assert ids(roll, "smith jhon")[0] == "V6"


def test_best_first_and_no_more_than_asked(roll):
    found = roll.search("garcia jose 12 elm", 2)
    assert [hit.rank for hit in found] == [1, 2]
    assert found.hits[0].voter_id == "V3"
    assert found.hits[0].why == "surname the same; given name the same; same house number; same street"


@pytest.mark.parametrize("text", ["", "x", "zzzz", "12", "o'neil'); drop table voter; --"])
def test_nobody(roll, text):
    assert roll.search(text).hits == ()


def test_why_names_nobody(roll):
    for hit in roll.search("garcia jose 12 elm"):
        assert not {"garcia", "jose", "elm", "12"} & set(hit.why.lower().replace(";", "").split())


def test_many_queries_keep_their_keys_and_order(roll):
    queries = [("b", parse("garcia 12")), ("a", parse("zzzz")), (7, Query("smith", "john"))]
    found = list(roll.search_many(queries, 2))
    assert found[0] == ("b", 1, "V3")
    assert [key for key, _, _ in found] == ["b", 7, 7]
    assert list(roll.search_many([], 2)) == []
