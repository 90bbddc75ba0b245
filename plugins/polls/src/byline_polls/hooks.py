"""What the plugin adds to Byline."""

from collections.abc import Callable, Sequence

from django.template.loader import render_to_string
from django.urls import URLPattern, re_path
from wagtail.admin.menu import MenuItem
from wagtail.blocks import Block

from byline.plugins import Place, Slot, SlotContext, Story, hookimpl
from byline_polls import views
from byline_polls.blocks import POLL, PollBlock
from byline_polls.forgetting import forget_voters
from byline_polls.polls import polls_in
from byline_polls.report import report_menu_item
from byline_polls.voting import stored

# Databases refuse larger numbers.
ADDRESS = (
    r"^(?P<story>[1-9][0-9]{0,8})/"
    r"(?P<block>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/"
)


@hookimpl
def article_blocks() -> Sequence[tuple[str, Block]]:
    """Add the poll to the blocks of stories."""
    return [(POLL, PollBlock())]


@hookimpl
def slots() -> Sequence[Slot]:
    """Load the styles where a poll is."""
    return [Slot(Place.HEAD, styles, with_blocks=[POLL])]


@hookimpl
def urls() -> Sequence[URLPattern]:
    """Add the page of a poll, and where votes are sent to."""
    return [
        re_path(f"{ADDRESS}$", views.show, name="show"),
        re_path(f"{ADDRESS}vote/$", views.cast, name="vote"),
    ]


@hookimpl
def fragments() -> Sequence[URLPattern]:
    """Add the poll as stories show it."""
    return [re_path(f"{ADDRESS}$", views.poll, name="poll")]


@hookimpl
def story_published(story: Story) -> None:
    """Note the polls of a story: from then on they are in the report."""
    if not getattr(story, "alias_of_id", None):
        for poll in polls_in(story):
            stored(poll)


@hookimpl
def hourly_tasks() -> Sequence[Callable[[], object]]:
    """Forget who voted in polls that are over."""
    return [forget_voters]


@hookimpl
def admin_reports() -> Sequence[MenuItem]:
    """Add the report of all polls."""
    return [report_menu_item()]


def styles(_context: SlotContext) -> str:
    """Return what loads the styles."""
    return render_to_string("byline_polls/head.html")
