"""The thread that hears of changes: which it acts on, and what it takes for a restored backup."""

from datetime import timedelta
from math import inf

import pytest
from django.db import DatabaseError
from django.utils import timezone

from byline.pagecache import changes
from byline.pagecache.changes import EVERYTHING
from byline.pagecache.listener import (
    DISCONNECTED_AFTER_SECONDS,
    MAX_PAUSE_SECONDS,
    OVERLAP_SECONDS,
    WRITE_RETRY_SECONDS,
    Listener,
)
from byline.pagecache.models import Change
from tests.clock import Clock

pytestmark = pytest.mark.django_db
ALL = {EVERYTHING}


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def listener(clock):
    return Listener(clock)


def elsewhere(*tags, **fields):
    return Change.objects.create(tags=" ".join(tags), **fields)


def asked(listener, heard):
    """Ask, and return what was heard of by that."""
    heard.clear()
    listener.poll()
    return list(heard)


def test_who_begins_to_listen_may_have_missed_everything_before(listener, heard):
    elsewhere("a")
    assert asked(listener, heard) == [ALL]
    assert asked(listener, heard) == []


def test_changes_are_heard_of_once_and_in_their_order(listener, heard):
    listener.poll()
    elsewhere("a", "b")
    elsewhere("c")
    assert asked(listener, heard) == [{"a", "b"}, {"c"}]
    assert asked(listener, heard) == []
    elsewhere("d")
    assert asked(listener, heard) == [{"d"}]


def test_what_this_process_wrote_is_not_heard_of_again(listener, heard):
    listener.poll()
    changes.written.update({elsewhere("a").pk, 999_999})
    elsewhere("b")
    assert asked(listener, heard) == [{"b"}]
    assert changes.written == {999_999}


def test_a_lower_number_is_heard_of_for_ten_seconds(listener, heard, clock):
    listener.poll()
    last = elsewhere("a").pk + 10
    elsewhere("b", pk=last)
    listener.poll()
    clock.now += OVERLAP_SECONDS
    elsewhere("late", pk=last - 5)
    assert asked(listener, heard) == [{"late"}]
    clock.now += 1
    listener.poll()
    assert (listener.last, [*listener.seen]) == (last, [last - 5])
    elsewhere("too late", pk=last - 4)
    assert asked(listener, heard) == []
    clock.now += OVERLAP_SECONDS
    assert asked(listener, heard) == []
    assert (listener.last, listener.seen) == (last, {})
    elsewhere("c", pk=last + 1)
    assert asked(listener, heard) == [{"c"}]


def test_a_listener_is_deaf_until_the_database_answers_and_when_it_hangs(listener, clock):
    assert listener.is_disconnected
    listener.poll()
    assert not listener.is_disconnected
    clock.now += DISCONNECTED_AFTER_SECONDS
    assert not listener.is_disconnected
    clock.now += 1
    assert listener.is_disconnected
    listener.silence = inf
    assert not listener.is_disconnected
    listener.fail(DatabaseError("gone"))
    assert listener.is_disconnected
    assert DISCONNECTED_AFTER_SECONDS == 5


def test_a_failure_is_logged_once_and_a_bug_each_time(listener, caplog):
    listener.poll()
    for _ in range(2):
        listener.fail(DatabaseError("gone"))
    assert caplog.text.count("cannot read changes: gone") == 1
    for _ in range(2):
        listener.fail(ValueError("a bug"))
    assert caplog.text.count("cannot read changes: a bug") == 2


def test_who_slept_for_too_long_may_have_missed_everything(listener, heard, clock):
    listener.poll()
    clock.now += MAX_PAUSE_SECONDS
    assert asked(listener, heard) == []
    clock.now += MAX_PAUSE_SECONDS + 1
    changes.written.add(7)
    assert asked(listener, heard) == [ALL]
    assert (changes.written, MAX_PAUSE_SECONDS) == (set(), 1800)


def test_a_restored_backup_is_told_by_its_numbers(listener, heard, clock):
    listener.poll()
    first = elsewhere("a")
    elsewhere("b", pk=first.pk + 5)
    listener.poll()
    # Changes that are forgotten are none that were undone.
    Change.objects.all().delete()
    assert asked(listener, heard) == []
    # A number that was given already.
    elsewhere("c", pk=first.pk + 5, at=timezone.now() + timedelta(seconds=1))
    assert asked(listener, heard) == [ALL]
    clock.now += OVERLAP_SECONDS + 1
    listener.poll()
    # A lower one.
    Change.objects.all().delete()
    elsewhere("d", pk=first.pk)
    assert asked(listener, heard) == [ALL]
    assert asked(listener, heard) == []


def test_what_could_not_be_written_is_tried_again_every_five_seconds(listener, clock):
    listener.poll()
    for seconds, written in ((WRITE_RETRY_SECONDS, 1), (WRITE_RETRY_SECONDS, 1), (1, 2)):
        changes.unwritten.append(frozenset({"a"}))
        clock.now += seconds
        listener.poll()
        assert Change.objects.count() == written
    assert changes.unwritten == []
