"""What the plugin adds."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.urls import URLPattern, re_path
from wagtail.blocks import Block

from byline.plugins import Place, Slot, SlotContext, StructuredDataEnricher, hookimpl
from byline_live_coverage.blocks import LiveCoverageBlock
from byline_live_coverage.coverage import BLOCK_TYPE
from byline_live_coverage.structured_data import describe, is_live_coverage
from byline_live_coverage.views import editing, reading

STORY = r"^(?P<number>[1-9][0-9]{0,8})/"
UPDATE = rf"{STORY}(?P<update>[1-9][0-9]{{0,14}})/"


@hookimpl
def article_blocks() -> Sequence[tuple[str, Block]]:
    """Add the block that makes a story live coverage."""
    return [(BLOCK_TYPE, LiveCoverageBlock())]


@hookimpl
def slots() -> Sequence[Slot]:
    """Load the styles where the block is."""
    return [Slot(Place.HEAD, styles, with_blocks=[BLOCK_TYPE])]


@hookimpl
def fragments() -> Sequence[URLPattern]:
    """Add the newest updates, which open pages also load again."""
    return [re_path(STORY + "$", reading.newest, name="updates")]


@hookimpl
def urls() -> Sequence[URLPattern]:
    """Add the pages of older updates, and those of editors."""
    return [
        re_path(STORY + "$", reading.updates, name="updates"),
        re_path(STORY + "post/$", editing.post_update, name="post"),
        re_path(UPDATE + "edit/$", editing.edit_update, name="edit"),
        re_path(UPDATE + "delete/$", editing.delete_update, name="delete"),
    ]


@hookimpl
def structured_data() -> Sequence[StructuredDataEnricher]:
    """Describe live coverage as a LiveBlogPosting."""
    return [StructuredDataEnricher(describe, is_cached_apart=is_live_coverage)]


def styles(_context: SlotContext) -> str:
    """Return what loads the styles."""
    return render_to_string("byline_live_coverage/head.html")
