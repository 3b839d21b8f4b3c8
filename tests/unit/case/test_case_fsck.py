"""fsck of a case: whatever is changed behind the storage's back is named by the entry it belongs to."""

from pathlib import Path

import pytest
from django.db import connection, transaction
from small_petition import Clock, through_the_sample, to_the_draw, transcripts, voter_of

from fullcount import case as cases
from fullcount.case import Case, actions, guards, read

FOUND, SETTLED, PROJECTED = 9, 10, 11


@pytest.fixture
def full(case: Case, clock: Clock, sealed_roll: Path) -> Case:
    """0 opened, 1 received, 2 frozen, 3 roll, 4 seed, 5 drawn, 6 transcribed, 7 linked, 8 withdrawn ..."""
    to_the_draw(case, clock, sealed_roll)
    actions.transcribe_lines(case, clock(), transcripts())
    actions.link_lines(case, clock())
    line = next(line for line in sorted(read.drawn_lines()) if line.endswith("-01"))
    requests = [actions.Withdrawal("1", line), actions.Withdrawal("2", voter_id="V-ABSENT")]
    actions.register_withdrawals(case, clock(), requests)
    through_the_sample(case, clock)
    return case


def behind_its_back(*statements: str) -> None:
    """Change rows with the guards taken down and put up again, as one who owns the file can."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        standing = cursor.fetchall()
        cursor.execute("PRAGMA foreign_keys = OFF")
        with transaction.atomic():
            for name, _ in standing:
                cursor.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                cursor.execute(statement)
                assert cursor.rowcount != 0, statement
            for _, sql in standing:
                cursor.execute(sql)


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        ("UPDATE document SET body = replace(body, 'Nobody', 'Other') WHERE kind = 'petition'", 0),
        ("UPDATE document SET body = replace(body, '110', '111') WHERE kind = 'law'", 0),
        ("UPDATE document SET body = 'x' WHERE kind = 'tally'", SETTLED),
        ("UPDATE document SET body = replace(body, '520', '521') WHERE kind = 'projection'", PROJECTED),
        ("UPDATE document SET body = replace(body, 'full-count', 'x') WHERE kind = 'determination'", 12),
        ("UPDATE document SET body = replace(body, 'on_roll = 0', 'on_roll = 1') WHERE kind = 'linking'", 7),
        ("DELETE FROM document WHERE kind = 'linking'", 7),
        ("DELETE FROM section WHERE number = 53", 1),
        ("UPDATE line SET state = 'blank' WHERE place = 10010", 1),
        ("UPDATE line SET line = 'X' WHERE place = 10010", 2),
        ("UPDATE drawn SET rank = 1000 WHERE rank = 1", 5),
        ("UPDATE transcript SET last = 'X' WHERE id = 7", 6),
        ("UPDATE candidate SET probability = 0.5 WHERE id = 7", 7),
        ("DELETE FROM reading WHERE id = 7", 7),
        ("UPDATE duplicate_group SET certainty = 0.1 WHERE id = 1", 7),
        ("UPDATE withdrawal SET in_time = 0 WHERE id = 1", 8),
        ("UPDATE withdrawal SET voter_id = 'V-OTHER' WHERE id = 2", 8),
        ("UPDATE finding SET outcome = 'valid', reason = '' WHERE reason = 'not_registered'", FOUND),
        ("DELETE FROM finding WHERE id = 3", FOUND),
        ("UPDATE settlement SET stands = 1 WHERE id = 2", SETTLED),
        ("UPDATE settlement SET entry_id = 9 WHERE id = 2", FOUND),
        ("UPDATE petition SET phase = 'certified'", 12),
        ("UPDATE ledger SET text = replace(text, 'clerk-1', 'clerk-2 ') WHERE kind = 'seed-entered'", None),
        ("UPDATE ledger SET text = replace(text, 'index', 'Index') WHERE kind = 'seed-entered'", 4),
        ("DELETE FROM ledger WHERE kind = 'seed-entered'", 4),
        ("UPDATE pen SET open_for_id = 13", 13),
    ],
)  # fmt: skip
def test_a_row_changed_behind_its_back_is_named_by_its_entry(
    full: Case, statement: str, index: int | None
) -> None:
    before = cases.fsck(full)
    assert before.problems == ()
    behind_its_back(statement)
    report = cases.fsck(full)
    if index is None:  # the ledger's text alone: the root tells, against a checkpoint published before
        assert report.root != before.root
    else:
        assert report.problems[0].index == index, report.problems


@pytest.mark.parametrize("name", [*guards.sqlite_guards(["finding", "petition"])])
def test_a_guard_that_is_missing_or_weakened_is_told(full: Case, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}")
        assert any(name in problem.what for problem in cases.fsck(full).problems)
        cursor.execute(f"CREATE TRIGGER {name} BEFORE INSERT ON finding WHEN 0 BEGIN SELECT 1; END")
    assert any(name in problem.what for problem in cases.fsck(full).problems)


def test_no_problem_names_a_person(full: Case) -> None:
    behind_its_back("UPDATE candidate SET voter_id = 'X'", "UPDATE transcript SET first = 'X'")
    told = " ".join(problem.sentence() for problem in cases.fsck(full).problems)
    assert "rows it was written with" in told
    assert voter_of(read.drawn_lines()[0]) not in told
