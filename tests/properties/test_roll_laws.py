"""Laws of a sealed roll and of search in it."""

import csv
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from plain_search import fits, forms, plain_search

from fullcount.roll import FIELDS, Query, generic_layout, import_roll, layout, open_roll
from fullcount.roll.query import readings
from fullcount.roll.search import best
from fullcount.roll.ways import points_of

LAST = ["Garcia", "Garza", "Garcia-Lopez", "Lopez", "Smith", "Smyth", "Jose", "de la Cruz", "Li"]
LAST += ["Gracia", "Garca", "Smithe", "O'Brien", "Núñez", "Ng", "Mc Donald", "Smith-Jones"]
FIRST = ["Jose", "Joseph", "Joe", "J", "Garcia", "Maria", "Mary Ann", "Bill", "William", ""]
FIRST += ["Jsoe", "Smith", "Marie", "Zoë"]
STREET = ["Main St", "Main Ave", "Maine St", "1st St", "N Elm St", "Mar Vista Ave", ""]
NUMBER = ["1", "2", "12", "12-A", ""]

voters = st.tuples(*(st.sampled_from(choices) for choices in (FIRST, LAST, NUMBER, STREET)))
starts = st.integers(1, 12)
queries = st.builds(
    lambda last, first, number, street, cut, whole: Query(
        last[:cut], first[:cut], number, street[:cut], whole
    ),
    st.sampled_from(["", *LAST]),
    st.sampled_from(FIRST),
    st.sampled_from(["", "1", "12"]),
    st.sampled_from(["Nain St", *STREET]),
    starts,
    st.booleans(),
)


def rows(people):
    return [
        {
            "voter_id": f"V{place:03d}",
            "first_name": first,
            "last_name": last,
            "residence_address": f"{number} {street}",
        }
        for place, (first, last, number, street) in enumerate(people)
    ]


def seal(folder, people, into, names=FIELDS, made=None):
    source = folder / f"{into}.csv"
    with source.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(names)
        out.writerows([row.get(field, "") for field in FIELDS[: len(names)]] for row in people)
    return import_roll(source, folder / into, made or layout("fullcount"), date(2024, 1, 1))


@pytest.fixture(scope="module")
def roll(tmp_path_factory):
    folder = tmp_path_factory.mktemp("laws")
    people = [
        (
            FIRST[(place * 5) % len(FIRST)],
            LAST[(place * 7 + place // 11) % len(LAST)],
            NUMBER[place % 5],
            STREET[(place // 3) % len(STREET)],
        )
        for place in range(300)
    ]
    seal(folder, rows(people), "roll")
    with open_roll(folder / "roll") as opened:
        yield opened


def slip(word, place, letter, kind):
    """A word with one slip at the place."""
    place = min(place, len(word) - 1)
    before, at, after = word[:place], word[place : place + 1], word[place + 1 :]
    return {
        "put in": before + letter + at + after,
        "left out": before + after,
        "another": before + letter + after,
        "exchanged": before + after[:1] + at + after[1:],
    }[kind]


slipped = st.builds(
    slip,
    st.sampled_from([*LAST, *FIRST[:-1]]).filter(bool),
    st.integers(0, 8),
    st.sampled_from("aghosz1 "),
    st.sampled_from(["put in", "left out", "another", "exchanged"]),
)
misspelt = st.builds(Query, slipped, slipped, st.sampled_from(["", "1", "12"]), st.just(""), st.booleans())


@pytest.fixture(scope="module")
def everyone(roll):
    return forms(roll)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(queries, misspelt), st.integers(1, 30))
@example(Query("Garc", "Jose", "", "Main", whole=True), 1)  # begins so, but is another word
@example(Query("Garci", "J", "", "", whole=True), 5)  # a last letter left out is a slip as any other
@example(Query("Garcia", "", "12", "Nain"), 9)  # a street that is nobody's, and a voter without a street
def test_the_index_finds_and_ranks_what_looking_at_every_voter_does(roll, everyone, query, limit):
    rows, marks, fitting = best(roll.index, readings(query), limit)
    found = list(zip(map(roll.index.voter_id, rows.tolist()), (points_of(marks) - 64).tolist(), strict=True))
    assert (found, fitting) == plain_search(everyone, query, limit)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(queries, misspelt), st.integers(1, 30))
@example(Query("Garc", "Bill"), 1)  # a nickname of another letter while the surname is only begun
@example(Query("William", "Garcia", whole=True), 1)
def test_fitting_counts_every_voter_of_the_roll_who_fits(roll, everyone, query, limit):
    asked = readings(query)
    if asked[0].last or asked[0].street:  # else nothing is looked for by it
        who = [voter for voter in everyone if any(fits(voter, reading) for reading in asked)]
        assert roll.search(query, limit).fitting == len(who)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(queries, min_size=1, max_size=8), st.integers(1, 25))
def test_many_queries_mean_what_each_means_alone(roll, asked, limit):
    alone = [
        (key, hit.rank, hit.voter_id) for key, query in enumerate(asked) for hit in roll.search(query, limit)
    ]
    assert list(roll.search_many(enumerate(asked), limit)) == alone


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(queries, st.integers(1, 10))
def test_fewer_hits_are_the_first_of_more(roll, query, limit):
    assert roll.search(query, limit).hits == roll.search(query, limit + 15).hits[:limit]


@settings(max_examples=5, deadline=None)
@given(st.lists(voters, min_size=2, max_size=12), st.randoms(use_true_random=False))
def test_order_and_layout_of_the_file_do_not_change_the_content(people, random):
    given_rows = rows(people)
    mixed = random.sample(given_rows, len(given_rows))
    names = [f"Column {place}" for place in range(1, 8)]
    other = generic_layout(dict(zip(FIELDS, names, strict=False)))
    with tempfile.TemporaryDirectory() as folder:
        one = seal(Path(folder), given_rows, "one")
        two = seal(Path(folder), mixed, "two", names, other)
    assert one.content_hash == two.content_hash
    assert one.by_status == two.by_status


@settings(max_examples=5, deadline=None)
@given(
    st.lists(voters, min_size=1, max_size=6),
    st.sampled_from(["first_name", "last_name", "residence_address"]),
)
def test_any_changed_value_changes_the_content(people, field):
    before = rows(people)
    after = [{**before[0], field: before[0][field] + "x"}, *before[1:]]
    with tempfile.TemporaryDirectory() as folder:
        one, two = seal(Path(folder), before, "one"), seal(Path(folder), after, "two")
    assert one.content_hash != two.content_hash
