"""What is due by the clock is done: once, and whatever else fails."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import PageLogEntry

from byline.worker.scheduled_publishing import (
    RESULT_RETENTION,
    delete_old_results,
    publish_and_expire_due,
)
from news.models import ArticlePage
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def scheduled(section):
    """A draft that goes live in an hour."""
    story = ArticleFactory(parent=section, draft=True)
    story.go_live_at = timezone.now() + HOUR
    story.save_revision().publish()
    return story


@pytest.fixture
def an_hour_later(time_machine):
    return lambda: time_machine.move_to(timezone.now() + HOUR)


def is_live(story):
    return ArticlePage.objects.get(pk=story.pk).live


def test_a_story_goes_live_when_its_time_has_come_and_not_before(scheduled, an_hour_later):
    publish_and_expire_due()
    assert not is_live(scheduled)
    an_hour_later()
    publish_and_expire_due()
    assert is_live(scheduled)


def test_a_story_is_published_once(scheduled, an_hour_later):
    an_hour_later()
    publish_and_expire_due()
    publish_and_expire_due()
    entries = PageLogEntry.objects.filter(page=scheduled.pk, action="wagtail.publish.scheduled")
    assert entries.count() == 1


def test_who_may_not_go_on_leaves_the_rest_to_others(scheduled, an_hour_later):
    other = ArticleFactory(parent=scheduled.get_parent(), expire_at=timezone.now() + HOUR / 2)
    an_hour_later()
    turns = iter([True, False])
    publish_and_expire_due(may_go_on=lambda: next(turns))
    assert (is_live(other), is_live(scheduled)) == (False, False)
    publish_and_expire_due()
    assert is_live(scheduled)


def test_a_story_published_again_at_its_time_keeps_what_readers_saw_until_then(
    section, an_hour_later
):
    story = ArticleFactory(parent=section, title="As it was")
    story.save_revision().publish()
    story.refresh_from_db()
    story.title = "As it will be"
    story.go_live_at = timezone.now() + HOUR
    story.save_revision().publish()
    publish_and_expire_due()
    assert ArticlePage.objects.get(pk=story.pk).title == "As it was"
    an_hour_later()
    publish_and_expire_due()
    assert ArticlePage.objects.get(pk=story.pk).title == "As it will be"


def test_a_story_is_taken_down_when_it_has_expired(section, an_hour_later):
    story = ArticleFactory(parent=section)
    story.expire_at = timezone.now() + HOUR
    story.save_revision().publish()
    publish_and_expire_due()
    assert is_live(story)
    an_hour_later()
    publish_and_expire_due()
    assert not is_live(story)
    assert ArticlePage.objects.get(pk=story.pk).expired


def test_a_story_that_cannot_be_published_does_not_hold_up_the_next(section, an_hour_later, caplog):
    # Its address was free when it was scheduled, and is taken by now.
    first = ArticleFactory(parent=section, draft=True, slug="ferry-draft")
    first.slug = "ferry"
    first.go_live_at = timezone.now() + HOUR / 2
    first.save_revision().publish()
    ArticlePage.objects.filter(pk=first.pk).update(slug="ferry-draft")
    ArticleFactory(parent=section, slug="ferry")
    second = ArticleFactory(parent=section, draft=True)
    second.go_live_at = timezone.now() + HOUR
    second.save_revision().publish()
    an_hour_later()
    publish_and_expire_due()
    assert not is_live(first)
    assert is_live(second)
    assert "publish of Revision" in caplog.text


def test_results_of_tasks_are_deleted_after_a_while():
    def result(status, finished_at):
        return DBTaskResult.objects.create(
            status=status, finished_at=finished_at, args_kwargs={}, backend_name="default"
        )

    now = timezone.now()
    result("SUCCESSFUL", now - RESULT_RETENTION - HOUR)
    result("FAILED", now - RESULT_RETENTION - HOUR)
    kept = {
        result("SUCCESSFUL", now - RESULT_RETENTION + HOUR),
        result("READY", None),
        result("RUNNING", None),
    }
    delete_old_results()
    assert set(DBTaskResult.objects.all()) == kept
