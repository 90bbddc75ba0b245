"""The thread that hears of changes: which it acts on, and what it takes for a restored backup."""

from datetime import timedelta
from math import inf

import pytest
from django.db import DatabaseError
from django.utils import timezone

from byline.pagecache import changes
from byline.pagecache.change_log import EVERYTHING
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


def polled(listener, changes_seen):
    """Poll, and return the changes that were dispatched."""
    changes_seen.clear()
    listener.poll()
    return list(changes_seen)


def test_the_first_poll_invalidates_everything(listener, changes_seen):
    elsewhere("a")
    assert polled(listener, changes_seen) == [ALL]
    assert polled(listener, changes_seen) == []


def test_changes_are_dispatched_once_and_in_their_order(listener, changes_seen):
    listener.poll()
    elsewhere("a", "b")
    elsewhere("c")
    assert polled(listener, changes_seen) == [{"a", "b"}, {"c"}]
    assert polled(listener, changes_seen) == []
    elsewhere("d")
    assert polled(listener, changes_seen) == [{"d"}]


def test_what_this_process_wrote_is_not_dispatched_again(listener, changes_seen):
    listener.poll()
    changes.written.update({elsewhere("a").pk, 999_999})
    elsewhere("b")
    assert polled(listener, changes_seen) == [{"b"}]
    assert changes.written == {999_999}


def test_a_lower_number_is_dispatched_for_ten_seconds(listener, changes_seen, clock):
    listener.poll()
    last = elsewhere("a").pk + 10
    elsewhere("b", pk=last)
    listener.poll()
    clock.now += OVERLAP_SECONDS
    elsewhere("late", pk=last - 5)
    assert polled(listener, changes_seen) == [{"late"}]
    clock.now += 1
    listener.poll()
    assert (listener.last, [*listener.seen]) == (last, [last - 5])
    elsewhere("too late", pk=last - 4)
    assert polled(listener, changes_seen) == []
    clock.now += OVERLAP_SECONDS
    assert polled(listener, changes_seen) == []
    assert (listener.last, listener.seen) == (last, {})
    elsewhere("c", pk=last + 1)
    assert polled(listener, changes_seen) == [{"c"}]


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


def test_the_poll_after_a_long_pause_invalidates_everything(listener, changes_seen, clock):
    listener.poll()
    clock.now += MAX_PAUSE_SECONDS
    assert polled(listener, changes_seen) == []
    clock.now += MAX_PAUSE_SECONDS + 1
    changes.written.add(7)
    assert polled(listener, changes_seen) == [ALL]
    assert (changes.written, MAX_PAUSE_SECONDS) == (set(), 2100)


def test_a_restored_backup_is_known_by_its_ids(listener, changes_seen, clock):
    listener.poll()
    first = elsewhere("a")
    elsewhere("b", pk=first.pk + 5)
    listener.poll()
    # Changes that are forgotten are none that were undone.
    Change.objects.all().delete()
    assert polled(listener, changes_seen) == []
    # A number that was given already.
    elsewhere("c", pk=first.pk + 5, at=timezone.now() + timedelta(seconds=1))
    assert polled(listener, changes_seen) == [ALL]
    clock.now += OVERLAP_SECONDS + 1
    listener.poll()
    # A lower one.
    Change.objects.all().delete()
    elsewhere("d", pk=first.pk)
    assert polled(listener, changes_seen) == [ALL]
    assert polled(listener, changes_seen) == []


def test_what_could_not_be_written_is_tried_again_every_five_seconds(listener, clock):
    listener.poll()
    for seconds, written in ((WRITE_RETRY_SECONDS, 1), (WRITE_RETRY_SECONDS, 1), (1, 2)):
        changes.unwritten.append(frozenset({"a"}))
        clock.now += seconds
        listener.poll()
        assert Change.objects.count() == written
    assert changes.unwritten == []


def test_a_change_is_known_as_the_last_while_none_before_it_is_missing(listener):
    first = Change.objects.create(tags="a").pk
    listener.poll()
    assert listener.last_known == first
    Change.objects.create(pk=first + 1, tags="a")
    Change.objects.create(pk=first + 3, tags="a")
    listener.poll()
    assert listener.last_known == first + 1
    Change.objects.create(pk=first + 2, tags="a")  # committed late
    listener.poll()
    assert listener.last_known == first + 3
