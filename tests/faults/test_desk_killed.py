"""The server killed, PostgreSQL stopped under examiners: what was acknowledged is there, nothing twice."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.desk import house
from bench.desk.checking import problems
from bench.desk.loading import Faults, Load, work
from bench.desk.people import Tally
from own_postgres import FOUND, NOT_TESTED, OwnPostgres
from served_desk import made

PEOPLE, SECONDS, PAUSE = 6, 12.0, 1.5


@pytest.fixture
def postgres() -> Iterator[OwnPostgres]:
    if not FOUND:
        pytest.skip(NOT_TESTED)
    server = OwnPostgres()
    yield server
    server.remove()


def worked(case: Path, url: str, restart: tuple[str, ...], processes: int) -> Tally:
    """What people met with while things broke under them."""
    names, port = house.make_people(case, url, PEOPLE), house.free_port()
    office = house.Office(house.start(case, port, url, processes), case, port, url, processes)
    try:
        load = Load(PEOPLE, think=0.15, seconds=SECONDS, arrive=1.0)
        return asyncio.run(work(names, port, load, Faults(office, restart, PAUSE))).tally
    finally:
        house.stop(office.server)


def test_a_server_killed_under_load_loses_no_decision_and_doubles_none(tmp_path: Path) -> None:
    case = made(tmp_path / "case")
    tally = worked(case, "", (), 1)
    assert tally.unanswered
    assert len(tally.decided) > PEOPLE
    assert problems(case, "", tally) == []
    assert tally.twice == 0


@pytest.mark.postgres
def test_neither_does_a_postgresql_that_stops_at_once(tmp_path: Path, postgres: OwnPostgres) -> None:
    case = made(tmp_path / "case", postgres.url)
    tally = worked(case, postgres.url, postgres.restart(), 2)
    assert tally.unanswered
    assert len(tally.decided) > PEOPLE
    assert problems(case, postgres.url, tally) == []
    assert tally.twice == 0
