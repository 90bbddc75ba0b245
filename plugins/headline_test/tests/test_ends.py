"""A test ends by itself, says why, and there is one of a story at a time."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import PageLogEntry

from byline.plugins.guard import notify
from byline.plugins.registry import contributions
from byline_headline_test import lifecycle
from byline_headline_test.models import EndReason, HeadlineTest
from tests.factories import ArticleFactory

from .conftest import A, B

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)


def test_it_ends_at_its_time(story, start, test_of, time_machine):
    time_machine.move_to(NOW, tick=False)
    start(story, hours=4)
    time_machine.move_to(NOW + timedelta(hours=3), tick=False)
    lifecycle.tidy_up()
    assert test_of().ended_at is None
    time_machine.move_to(NOW + timedelta(hours=9), tick=False)
    assert not HeadlineTest.objects.running()
    lifecycle.tidy_up()
    assert test_of().ended_at == NOW + timedelta(hours=4)
    assert test_of().end_reason == EndReason.TIME


def test_it_ends_when_the_story_is_taken_down(
    story, start, test_of, django_capture_on_commit_callbacks
):
    start(story)
    with django_capture_on_commit_callbacks(execute=True):
        story.unpublish()
    assert test_of().end_reason == EndReason.UNPUBLISHED


def test_it_ends_when_another_headline_is_published(
    story, start, test_of, django_capture_on_commit_callbacks
):
    start(story)
    with django_capture_on_commit_callbacks(execute=True):
        story.standfirst = "The headline stays."
        story.save_revision().publish()
    assert test_of().ended_at is None
    with django_capture_on_commit_callbacks(execute=True):
        story.title = B
        story.save_revision().publish()
    assert test_of().end_reason == EndReason.EDITED
    assert (test_of().headline_a, test_of().headline_b) == (A, B)


def test_events_of_other_stories_end_nothing(section, story, start, test_of):
    start(story)
    other = ArticleFactory(parent=section)
    notify("story_published", story=other)
    notify("story_unpublished", story=other)
    assert test_of().ended_at is None


def test_a_story_has_one_test_at_a_time(story, start, time_machine):
    time_machine.move_to(NOW, tick=False)
    start(story, hours=1)
    with pytest.raises(ValidationError, match="runs already"):
        start(story, "Another one")
    time_machine.move_to(NOW + timedelta(hours=1), tick=False)
    start(story, "Another one")
    assert HeadlineTest.objects.count() == 2


def test_b_has_to_be_another_headline(story, start):
    with pytest.raises(ValidationError, match="the headline that the story has"):
        start(story, A)
    assert not HeadlineTest.objects.exists()


def test_a_test_goes_with_its_story(story, start):
    start(story)
    story.delete()
    assert not HeadlineTest.objects.exists()


def test_the_log_says_what_ended_and_why(story, start, editor, time_machine):
    time_machine.move_to(NOW, tick=False)
    start(story, hours=1)
    time_machine.move_to(NOW + timedelta(hours=1), tick=False)
    lifecycle.tidy_up()
    lifecycle.tidy_up()
    begun, ended = PageLogEntry.objects.filter(action__startswith="headline_test").order_by("pk")
    assert begun.user == editor
    assert begun.message == f"Headline test started: “{A}” or “{B}”"
    assert ended.user is None
    assert ended.message == f"Headline test of “{A}” ended: its time was over"


def test_the_worker_does_it():
    assert ("headline_test", lifecycle.tidy_up) in contributions("hourly_tasks")
