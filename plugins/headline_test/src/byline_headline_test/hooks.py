"""What the plugin adds to Byline."""

from collections.abc import Callable, Sequence

from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from byline.plugins import AdminPanel, FrontHeadlines, Story, StoryVisit, hookimpl
from byline_headline_test import counting, front, lifecycle, views
from byline_headline_test.models import EndReason
from byline_headline_test.panel import render_panel


@hookimpl
def front_headlines() -> Sequence[FrontHeadlines]:
    """Show two headlines."""
    return [front.headlines]


@hookimpl
def front_page_panels() -> Sequence[AdminPanel]:
    """Show tests, start and stop them."""
    return [AdminPanel(heading=_("Headline tests"), render=render_panel)]


@hookimpl
def urls() -> Sequence[URLPattern]:
    """Add the addresses of the panel's buttons."""
    return [
        path("start/", views.start, name="start"),
        path("<int:pk>/stop/", views.stop, name="stop"),
        path("<int:pk>/use/", views.use, name="use"),
    ]


@hookimpl
def headlines_shown(visits: Sequence[StoryVisit]) -> None:
    """Count headlines that were shown."""
    counting.count_shown(visits)


@hookimpl
def stories_read(visits: Sequence[StoryVisit]) -> None:
    """Count stories that were read from the front page."""
    counting.count_read(visits)


@hookimpl
def story_published(story: Story) -> None:
    """End the test of a story with another headline."""
    lifecycle.end_edited(story)


@hookimpl
def story_unpublished(story: Story) -> None:
    """End the test of a story that was taken down."""
    lifecycle.end_for(story, EndReason.UNPUBLISHED)


@hookimpl
def hourly_tasks() -> Sequence[Callable[[], object]]:
    """Note which tests are over."""
    return [lifecycle.tidy_up]
