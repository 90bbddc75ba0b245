"""Of many workers one acts by the clock, and another one soon after it died."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageLogEntry

from byline.worker.leader_lease import LEASE_SECONDS, LONG_AGO, RENEW_AFTER_SECONDS, LeaderLease
from byline.worker.models import Lease
from byline.worker.scheduled_publishing import seconds_to_next_expiry
from byline.worker.scheduler import Scheduler
from news.models import ArticlePage
from tests.byline.background import write_slowly
from tests.byline.scheduling import scheduled_story
from tests.clock import Clock
from tests.factories import ArticleFactory
from tests.processes import eventually


@pytest.fixture
def clock():
    return Clock()


def ends(seconds):
    Lease.objects.update(until=timezone.now() + timedelta(seconds=seconds))


@pytest.mark.django_db
def test_a_turn_is_one_workers_until_it_is_over(clock):
    first, second = LeaderLease("clock", "first", clock), LeaderLease("clock", "second", clock)
    assert first.acquire()
    assert not second.acquire()
    ends(-1)
    assert second.acquire()
    clock.now += RENEW_AFTER_SECONDS
    assert not first.acquire()
    assert second.acquire()
    assert LeaderLease("another", "first").acquire()


@pytest.mark.django_db
def test_a_turn_is_renewed_and_given_back(clock):
    first, second = LeaderLease("clock", "first", clock), LeaderLease("clock", "second", clock)
    first.acquire()
    ends(1)
    clock.now += RENEW_AFTER_SECONDS
    first.acquire()
    assert Lease.objects.get().until > timezone.now() + timedelta(seconds=LEASE_SECONDS - 5)
    first.release()
    assert not first.is_held
    assert second.acquire()


@pytest.mark.django_db
def test_the_turn_is_kept_during_many_and_none_begins_after_the_end(clock):
    scheduler = Scheduler("first")
    scheduler.lease.clock = clock
    assert scheduler.may_go_on()
    ends(1)
    clock.now += RENEW_AFTER_SECONDS
    assert scheduler.may_go_on()
    assert not LeaderLease("clock", "second").acquire()
    scheduler.stop(0)
    assert not scheduler.may_go_on()


@pytest.mark.django_db
def test_it_is_known_when_something_expires_next(section):
    assert seconds_to_next_expiry() is None
    ArticleFactory(parent=section, expire_at=timezone.now() + timedelta(seconds=2000))
    ArticleFactory(parent=section, expire_at=timezone.now() + timedelta(seconds=1000))
    assert 500 < seconds_to_next_expiry() <= 1000


def test_of_workers_that_start_at_once_one_has_the_turn(newsroom):
    for _ in range(3):
        newsroom.start("work")
    eventually(lambda: Lease.objects.exclude(until=LONG_AGO).exists())
    holder = Lease.objects.get().holder
    story = scheduled_story(2)
    eventually(lambda: ArticlePage.objects.get(pk=story.pk).live)
    assert Lease.objects.get().holder == holder
    entries = PageLogEntry.objects.filter(page=story.pk, action="wagtail.publish.scheduled")
    assert entries.count() == 1


def test_a_worker_takes_over_from_one_that_was_killed(newsroom):
    first = newsroom.start("work")
    eventually(lambda: Lease.objects.exclude(until=LONG_AGO).exists())
    holder = Lease.objects.get().holder
    first.kill()
    first.join()
    assert Lease.objects.get().until > timezone.now()
    ends(1)  # instead of waiting for it
    newsroom.start("work")
    story = scheduled_story(1)
    eventually(lambda: ArticlePage.objects.get(pk=story.pk).live)
    assert Lease.objects.get().holder != holder


def test_a_story_appears_on_time_while_the_worker_is_busy(newsroom, tmp_path):
    diary, end = tmp_path / "diary.txt", tmp_path / "end"
    newsroom.start("work")
    write_slowly.enqueue(str(diary), "busy", str(end))
    eventually(diary.exists)
    story = scheduled_story(2)
    page = eventually(lambda: ArticlePage.objects.filter(pk=story.pk, live=True).first())
    assert page.last_published_at >= story.go_live_at
    assert "busy done" not in diary.read_text()
    end.touch()
