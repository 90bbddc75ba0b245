"""The stream of blocks that makes a story's body."""

import json
import logging
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html_join
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks.stream_block import StreamBlockAdapter, StreamValue

from news.blocks.paragraph import ParagraphBlock
from news.blocks.photo import PhotoBlock
from news.blocks.plugins import plugin_blocks
from news.blocks.quote import QuoteBlock
from news.blocks.related import RelatedCoverageBlock
from news.blocks.tweet import TweetBlock
from news.blocks.unknown import UNKNOWN, UnknownBlock, keep_unknown_items

logger = logging.getLogger(__name__)


class ArticleBodyBlock(blocks.StreamBlock):
    """Our blocks, those of the plugins, and a place for those we no longer know."""

    paragraph = ParagraphBlock()
    quote = QuoteBlock()
    tweet = TweetBlock()
    photo = PhotoBlock()
    related = RelatedCoverageBlock()
    unknown = UnknownBlock()

    def __init__(self, **kwargs: Any) -> None:
        from_plugins, _problems = plugin_blocks(taken=self.base_blocks)
        super().__init__(list(from_plugins.items()), **kwargs)
        self.plugin_types = frozenset(from_plugins)

    def to_python(self, value: Any) -> StreamValue:
        """Read a body as it is stored, keeping items of unknown type as placeholders."""
        items = json_items(value)
        if items is None:
            return super().to_python(value)
        unknown = {position: item for position, item in enumerate(items) if not self.knows(item)}
        # An empty placeholder holds the position; Wagtail would drop the unknown item.
        kept = [
            {"type": UNKNOWN, "value": None} if position in unknown else item
            for position, item in enumerate(items)
        ]
        return keep_unknown_items(super().to_python(kept), unknown)

    def knows(self, item: dict[str, Any]) -> bool:
        """Tell whether a stored item has a block here."""
        return item["type"] in self.child_blocks and item["type"] != UNKNOWN

    def clean(self, value: StreamValue) -> StreamValue:
        """Check the blocks; items that are kept for a missing plugin stay as they are."""
        unknown = {
            position: child.value
            for position, child in enumerate(value)
            if child.block_type == UNKNOWN and child.value is not None
        }
        return keep_unknown_items(super().clean(value), unknown)

    def render(self, value: StreamValue, context: dict[str, Any] | None = None) -> str:
        """Render the story for readers, fetching what its blocks need type by type."""
        children = list(self.readable(value))
        by_type = defaultdict(list)
        for child in children:
            by_type[child.block_type].append(child.value)
        for name, values in by_type.items():
            if fetch := getattr(self.child_blocks[name], "fetch_for_readers", None):
                fetch(values)
        return format_html_join("\n", "{}", ((self.render_child(c, context),) for c in children))

    def readable(self, value: StreamValue) -> Iterator[StreamValue.StreamChild]:
        """Yield the blocks to show: ours, and those of plugins that are in order.

        A plugin's value may have been stored by another version of it, or without it, so it
        passes its block's `clean()` before each rendering.
        """
        for position, item in enumerate(value.raw_data):
            if item["type"] not in self.plugin_types:
                yield value[position]
                continue
            try:
                child = value[position]
                child.value = child.block.clean(child.value)
                yield child
            except ValidationError as error:
                logger.warning("A stored %s block is not valid: %s", item["type"], error)
            except Exception:  # a plugin costs its own place, never the page
                logger.exception("A stored %s block cannot be read", item["type"])

    def render_child(self, child: StreamValue.StreamChild, context: dict[str, Any] | None) -> str:
        """Render one block; a plugin's block that fails shows nothing."""
        if child.block_type not in self.plugin_types:
            return child.render(context)
        try:
            return child.render(context)
        except Exception:
            logger.exception("A %s block cannot be rendered", child.block_type)
            return ""


def json_items(value: Any) -> list[dict[str, Any]] | None:
    """Return a body's items where the value is in its stored form, else None."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return None
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return value
    return None


class ArticleBodyAdapter(StreamBlockAdapter):
    """Keep the placeholder out of the picker: it is met, never chosen."""

    js_constructor = "byline.ArticleBody"

    @property
    def media(self) -> forms.Media:
        """Add the picker's script to Wagtail's own."""
        return super().media + forms.Media(js=["js/admin/article-body.js"])


register(ArticleBodyAdapter(), ArticleBodyBlock)
