"""Stories that appear by the clock."""

from datetime import timedelta

import time_machine
from django.utils import timezone

from tests.factories import ArticleFactory


def scheduled_story(seconds=0):
    """A draft that an editor published an hour ago for a date that comes in so many seconds."""
    now = timezone.now()
    with time_machine.travel(now - timedelta(hours=1)):
        story = ArticleFactory(draft=True)
        story.go_live_at = now + timedelta(seconds=seconds)
        story.save_revision().publish()
    return story
