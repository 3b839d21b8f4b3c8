"""Search as it is meant, written without an index: every voter of a small roll is looked at for itself."""

from typing import NamedTuple

from jellyfish import damerau_levenshtein_distance

from fullcount.roll.query import BEGINNING, WHOLE, readings

LAST = {5: 40, 4: 30, 3: 22, 2: 21, 1: 20}
FIRST = {4: 12, 3: 9, 2: 8, 1: 7, -1: -10}
STREET = {2: 20, 1: 15}


class Form(NamedTuple):
    """A voter in normal form."""

    row: int
    voter_id: str
    last: str
    first: str
    root: str
    sound: str
    number: int | None
    street: str


class Everyone(list):
    """All voters; told by their number, not by their names."""

    def __repr__(self):
        return f"{len(self)} voters"


def forms(roll):
    """Every voter of a sealed roll, in order."""
    sql = """SELECT vrow, voter_id, last, first, root_first, sound_last, number, street
        FROM form JOIN voter USING (vrow) ORDER BY vrow"""
    return Everyone(Form(*row) for row in roll.con.execute(sql).fetchall())


def plain_search(voters, query, limit):
    """(voter ids with their points, best first; how many fit)."""
    found, fitting = {}, set()
    for asked in readings(query):
        for voter in voters:
            for place in ways(voter, asked):
                points = worth((last(voter, asked), first(voter, asked), *place), turned=asked.turned)
                found[voter] = max(found.get(voter, -99), points)
                if fits(voter, asked):
                    fitting.add(voter)
    best = sorted(found, key=lambda voter: (-found[voter], voter.row))
    return [(voter.voter_id, found[voter]) for voter in best[:limit]], len(fitting)


def ways(voter, asked):
    """The ways a voter is found by: (whether the house number, how well the street agrees) of each."""
    if asked.number is not None:
        if voter.number == asked.number and (on_street(voter, asked) or by_surname(voter, asked)):
            yield True, street(voter, asked)
    elif on_street(voter, asked) and voter.last.startswith(asked.last):
        yield False, street(voter, asked)
    if asked.last and asked.first:
        if by_name(voter, asked):
            yield False, 0
    elif (
        asked.last
        and asked.number is None
        and not asked.street
        and reached(voter.last, asked.last, asked.stop)
    ):
        yield False, 0


def by_surname(voter, asked):
    if not asked.last:
        return False
    return reached(voter.last, asked.last, asked.stop) or nearly(voter, asked)


def by_name(voter, asked):
    if first(voter, asked) < 0:
        return False
    same_letter = voter.first[:1] == asked.first[0]
    if reached(voter.last, asked.last, asked.stop) and (same_letter or voter.root == asked.root):
        return True
    wanted = same_letter if asked.stop == BEGINNING else voter.first == asked.first
    return nearly(voter, asked) and not reached(voter.last, asked.last, asked.stop) and wanted


def on_street(voter, asked):
    return bool(asked.street and voter.street and reached(voter.street, asked.street, asked.stop))


def reached(word, beginning, stop):
    """Whether a word begins so; of a whole word: is it, or has it as its first word."""
    return word == beginning or word.startswith(beginning + " " if stop == WHOLE else beginning)


def nearly(voter, asked):
    return voter.sound == asked.sound or slipped(voter.last, asked.last)


def slipped(one, other):
    return len(other) > 2 and damerau_levenshtein_distance(one, other) == 1


def last(voter, asked):
    if not asked.last:
        return 0
    if voter.last.startswith(asked.last):
        return 5 if voter.last == asked.last else 4
    alike, slip = voter.sound == asked.sound, slipped(voter.last, asked.last)
    return 3 if alike and slip else 2 if slip else 1 if alike else -1


def first(voter, asked):
    if not asked.first or not voter.first:
        return 0
    if voter.first == asked.first:
        return 4
    if voter.root == asked.root:
        return 3
    if voter.first.startswith(asked.first) or voter.first == asked.first[0]:
        return 2
    return 1 if slipped(voter.first, asked.first) else -1


def at_number(voter, asked):
    return asked.number is not None and voter.number == asked.number


def street(voter, asked):
    if not asked.street:
        return 0
    return 2 if voter.street == asked.street else int(voter.street.startswith(asked.street))


def worth(levels, *, turned):
    surname, given, number, road = levels
    points = LAST.get(surname, 0) + FIRST.get(given, 0) + 30 * number + STREET.get(road, 0)
    return points - 6 if turned and surname > 0 else points


def fits(voter, asked):
    """Whether all that was typed is the same or begins so; of whole words, as `reached` says."""
    if asked.turned and not asked.last:
        return False
    return (
        (not asked.last or reached(voter.last, asked.last, asked.stop))
        and (not asked.first or first(voter, asked) >= 2)
        and (asked.number is None or voter.number == asked.number)
        and (not asked.street or on_street(voter, asked))
    )
