"""What the storage refuses by itself, whoever asks: database triggers for SQLite and PostgreSQL.

The rules, in the order in which they act:

1. The pen can be taken only for the next entry: index = number of entries so far.
2. A row of state can be inserted only with the entry for which the pen is held.
3. A row of state is never updated or deleted; the petition's phase alone is updated, with the entry
   for which the pen is held, which is later than the one it had.
4. The pen can be put down only by appending that entry; and it is a foreign key checked at commit.
   So a transaction that took the pen and changed state, but appended no entry, cannot commit, and
   nothing can be slipped under an entry that is already written.
5. The ledger grows by one entry at a time and is never updated or deleted.

`expected` gives name and text of every guard, so that fsck sees when one is missing or altered.
"""

from __future__ import annotations

from collections.abc import Iterable

LEDGER, PEN, PETITION = "ledger", "pen", "petition"
HELD = "(SELECT open_for_id FROM pen)"
NEXT = f'(SELECT coalesce(max("index") + 1, 0) FROM {LEDGER})'


def sqlite_guards(state: Iterable[str]) -> dict[str, str]:
    """Name and CREATE statement of each trigger, for the tables of state named."""
    guards = _sqlite_ledger() | _sqlite_pen()
    for table in state:
        guards |= _sqlite_state(table)
    return guards


def _trigger(name: str, when: str, condition: str, message: str) -> dict[str, str]:
    test = f" WHEN {condition}" if condition else ""
    return {name: f"CREATE TRIGGER {name} BEFORE {when}{test} BEGIN SELECT RAISE(ABORT, '{message}'); END"}


def _sqlite_ledger() -> dict[str, str]:
    closes = (
        f"CREATE TRIGGER ledger_closes AFTER INSERT ON {LEDGER} BEGIN UPDATE pen SET open_for_id = NULL; END"
    )
    return {
        **_trigger(
            "ledger_grows_by_one",
            f"INSERT ON {LEDGER}",
            f'NEW."index" IS NOT {HELD}',
            "the ledger takes only the entry for which the pen is held",
        ),
        "ledger_closes": closes,
        **_never_changes(LEDGER),
    }


def _sqlite_pen() -> dict[str, str]:
    unwritten = f'NEW.open_for_id IS NULL AND OLD.open_for_id NOT IN (SELECT "index" FROM {LEDGER})'
    return {
        **_trigger("pen_alone", f"INSERT ON {PEN}", "(SELECT count(*) FROM pen) > 0", "there is one pen"),
        **_trigger("pen_stays", f"DELETE ON {PEN}", "", "the pen stays"),
        **_trigger(
            "pen_next_only",
            f"UPDATE ON {PEN}",
            f"NEW.open_for_id IS NOT NULL AND NEW.open_for_id IS NOT {NEXT}",
            "the pen is taken only for the next entry",
        ),
        **_trigger("pen_put_down", f"UPDATE ON {PEN}", unwritten, "the entry begun has not been written"),
    }


def _sqlite_state(table: str) -> dict[str, str]:
    guards = _trigger(
        f"{table}_needs_entry",
        f"INSERT ON {table}",
        f"NEW.entry_id IS NOT {HELD}",
        f"{table}: no ledger entry is being written for this row",
    )
    if table != PETITION:
        return guards | _never_changes(table)
    return {
        **guards,
        **_trigger("petition_stays", f"DELETE ON {PETITION}", "", "petition: rows are never deleted"),
        **_trigger(
            "petition_moves_on",
            f"UPDATE ON {PETITION}",
            f"NEW.entry_id IS NOT {HELD} OR NEW.entry_id <= OLD.entry_id OR NEW.id <> OLD.id",
            "petition: no ledger entry is being written for this change",
        ),
    }


def _never_changes(table: str) -> dict[str, str]:
    return {
        **_trigger(f"{table}_no_update", f"UPDATE ON {table}", "", f"{table}: rows are never changed"),
        **_trigger(f"{table}_no_delete", f"DELETE ON {table}", "", f"{table}: rows are never deleted"),
    }


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN {body} END $guard$"


def _refuse(message: str) -> str:
    return f"RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = {message};"


POSTGRES_FUNCTIONS = {
    "fc_never": _function("fc_never", _refuse("TG_TABLE_NAME || ': rows are never ' || TG_OP || 'd'")),
    # One look for each statement, not for each row: a COPY of a million rows pays once.
    "fc_needs_entry": _function(
        "fc_needs_entry",
        f"IF EXISTS (SELECT 1 FROM added WHERE entry_id IS DISTINCT FROM {HELD}) THEN "
        + _refuse("TG_TABLE_NAME || ': no ledger entry is being written for this row'")
        + " END IF; RETURN NULL;",
    ),
    "fc_petition": _function(
        "fc_petition",
        f"IF NEW.entry_id IS DISTINCT FROM {HELD} OR NEW.entry_id <= OLD.entry_id OR NEW.id <> OLD.id THEN "
        + _refuse("'petition: no ledger entry is being written for this change'")
        + " END IF; RETURN NEW;",
    ),
    "fc_ledger": _function(
        "fc_ledger",
        f'IF NEW."index" IS DISTINCT FROM {HELD} THEN '
        + _refuse("'the ledger takes only the entry for which the pen is held'")
        + " END IF; RETURN NEW;",
    ),
    "fc_closes": _function("fc_closes", "UPDATE pen SET open_for_id = NULL; RETURN NULL;"),
    "fc_pen": _function(
        "fc_pen",
        f"IF NEW.open_for_id IS NOT NULL AND NEW.open_for_id IS DISTINCT FROM {NEXT} THEN "
        + _refuse("'the pen is taken only for the next entry'")
        + " END IF; IF NEW.open_for_id IS NULL AND OLD.open_for_id IS NOT NULL"
        + f' AND NOT EXISTS (SELECT 1 FROM {LEDGER} WHERE "index" = OLD.open_for_id) THEN '
        + _refuse("'the entry begun has not been written'")
        + " END IF; RETURN NEW;",
    ),
}


def postgres_guards(state: Iterable[str]) -> dict[str, str]:
    """Name and CREATE statement of each trigger; they call POSTGRES_FUNCTIONS."""
    guards = {
        "ledger_grows_by_one": f"BEFORE INSERT ON {LEDGER} FOR EACH ROW EXECUTE FUNCTION fc_ledger()",
        "ledger_closes": f"AFTER INSERT ON {LEDGER} FOR EACH ROW EXECUTE FUNCTION fc_closes()",
        "ledger_never": _postgres_never(LEDGER, "UPDATE OR DELETE OR TRUNCATE"),
        "pen_moves": f"BEFORE UPDATE ON {PEN} FOR EACH ROW EXECUTE FUNCTION fc_pen()",
        "pen_never": _postgres_never(PEN, "INSERT OR DELETE OR TRUNCATE"),
    }
    for table in state:
        guards |= _postgres_state(table)
    return {name: f"CREATE TRIGGER {name} {text}" for name, text in guards.items()}


def _postgres_never(table: str, acts: str) -> str:
    return f"BEFORE {acts} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION fc_never()"


def _postgres_state(table: str) -> dict[str, str]:
    insert = f"AFTER INSERT ON {table} REFERENCING NEW TABLE AS added FOR EACH STATEMENT"
    guards = {f"{table}_needs_entry": f"{insert} EXECUTE FUNCTION fc_needs_entry()"}
    if table != PETITION:
        return guards | {f"{table}_never": _postgres_never(table, "UPDATE OR DELETE OR TRUNCATE")}
    moves = f"BEFORE UPDATE ON {PETITION} FOR EACH ROW EXECUTE FUNCTION fc_petition()"
    return guards | {
        "petition_moves_on": moves,
        "petition_never": _postgres_never(PETITION, "DELETE OR TRUNCATE"),
    }
