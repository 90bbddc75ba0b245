"""The buffer of visits, also while the database is unavailable."""

from threading import Event

import pytest
from django.db import OperationalError

from readership import buffer
from readership.buffer import VisitBuffer
from readership.counting import ReadEvent


class Database:
    """Stands in for the database."""

    def __init__(self):
        self.visits = []
        self.is_away = False
        self.written = Event()

    def write(self, visits):
        visits = list(visits)
        if self.is_away and visits:
            raise OperationalError("gone")
        self.visits += visits
        if visits:
            self.written.set()


@pytest.fixture
def database():
    return Database()


@pytest.fixture
def collect(database):
    """Return a factory of buffers, which are closed at teardown."""
    made = []

    def make(interval_seconds, **limits):
        made.append(VisitBuffer(database.write, interval_seconds, **limits))
        return made[-1]

    yield make
    database.is_away = False
    for one in made:
        one.close()


def seen(number, at=0):
    return ReadEvent(f"{number:032x}", 1, at)


def test_with_no_time_to_wait_a_visit_is_written_at_once(database, collect):
    one = collect(0)
    one.add(seen(1))
    assert database.visits == [seen(1)]
    assert one.thread is None


def test_visits_are_written_after_a_while(database, collect):
    collect(0.05).add(seen(1))
    assert database.written.wait(10)
    assert database.visits == [seen(1)]


def test_many_visits_are_written_sooner(database, collect):
    one = collect(300)
    for number in range(buffer.FLUSH_VISITS_COUNT):
        one.add(seen(number))
    assert database.written.wait(10)


def test_repeats_wait_once(database, collect):
    one = collect(300)
    for second in range(1000):
        one.add(seen(1, at=second))
    one.close()
    assert database.visits == [seen(1, at=0)]


def test_what_is_left_at_the_end_is_written(database, collect):
    one = collect(300)
    one.add(seen(1))
    one.close()
    assert database.visits == [seen(1)]


def test_visits_wait_while_the_database_is_away(database, collect, caplog):
    one = collect(300)
    database.is_away = True
    one.add(seen(1, at=5))
    assert not one.flush()
    assert "1 readers" in caplog.text
    one.add(seen(1, at=9))
    one.add(seen(2))
    database.is_away = False
    assert one.flush()
    assert database.visits == [seen(1, at=5), seen(2)]


def test_no_more_than_so_many_wait(database, collect):
    one = collect(300, max_waiting=10)
    for number in range(20):
        one.add(seen(number))
    one.close()
    assert len(database.visits) == 10
