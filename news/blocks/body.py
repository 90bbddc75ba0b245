"""The stream of blocks that makes a story's body."""

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from bs4 import BeautifulSoup
from django.utils.html import format_html_join, strip_tags
from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue

from byline.plugins.guard import attempt
from byline.text import is_legible
from news.blocks.base import ArticleBlock, CreditedPhoto, PhotosBlock, values_by_type
from news.blocks.document import DocumentBlock
from news.blocks.embed import EmbedBlock
from news.blocks.fact_box import FactBoxBlock
from news.blocks.gallery import GalleryBlock
from news.blocks.heading import HeadingBlock, heading_ids
from news.blocks.paragraph import ParagraphBlock
from news.blocks.photo import PhotoBlock
from news.blocks.plugins import plugin_blocks
from news.blocks.quote import PullQuoteBlock, QuoteBlock
from news.blocks.related import RelatedCoverageBlock
from news.blocks.table import TableOfFiguresBlock
from news.blocks.tweet import TweetBlock
from news.blocks.unknown import UNKNOWN_BLOCK_TYPE, UnknownBlock, insert_unknown_items
from news.fetch_deadlines import fetching_within
from photos.models import Photo
from photos.renditions import PHOTO_SHAPES, ShapedPhoto, fetch_shown

# Elements that show something without a text.
SEEN_ELEMENTS = "img, picture, svg, video, audio, iframe, object, embed, canvas, input, button"
logger = logging.getLogger(__name__)


class ArticleBodyBlock(blocks.StreamBlock):
    """Our blocks, those of the plugins, and a placeholder for unknown ones."""

    paragraph = ParagraphBlock()
    heading = HeadingBlock()
    quote = QuoteBlock()
    pull_quote = PullQuoteBlock()
    fact_box = FactBoxBlock()
    photo = PhotoBlock()
    gallery = GalleryBlock()
    table = TableOfFiguresBlock()
    document = DocumentBlock()
    embed = EmbedBlock()
    tweet = TweetBlock()
    related = RelatedCoverageBlock()
    unknown = UnknownBlock()

    def __init__(self, **kwargs: Any) -> None:
        from_plugins = plugin_blocks(taken=self.base_blocks)
        super().__init__([(name, found.block) for name, found in from_plugins.items()], **kwargs)
        # The names of the plugins by the types of their blocks.
        self.plugins = {name: found.plugin for name, found in from_plugins.items()}

    def to_python(self, value: Any) -> StreamValue:
        """Read a stored body, with placeholders for items of unknown type."""
        items = json_items(value)
        if items is None:
            return super().to_python(value)
        unreadable = self.unreadable(items)
        unknown = {
            position: item
            for position, item in enumerate(items)
            if position in unreadable or not self.knows(item)
        }
        # An empty placeholder takes the position; Wagtail would drop the unknown item.
        kept = [
            {"type": UNKNOWN_BLOCK_TYPE, "value": None} if position in unknown else item
            for position, item in enumerate(items)
        ]
        return insert_unknown_items(super().to_python(kept), unknown)

    def knows(self, item: dict[str, Any]) -> bool:
        """Return whether a stored item has a block here."""
        return (
            item.get("type") in self.child_blocks
            and item["type"] != UNKNOWN_BLOCK_TYPE
            and "value" in item
        )

    def unreadable(self, items: list[dict[str, Any]]) -> set[int]:
        """Return the positions of plugins' items that their block, as installed, cannot read."""
        found: set[int] = set()
        for name in self.plugins.keys() & {item.get("type") for item in items}:
            values = {
                i: item["value"]
                for i, item in enumerate(items)
                if item.get("type") == name and self.knows(item)
            }
            if not self.reads(name, values.values()):
                found.update(values)
        return found

    def reads(self, name: str, values: Iterable[Any]) -> bool:
        """Return whether a plugin's block can read some stored values."""
        try:
            return self.child_blocks[name].bulk_to_python(values) is not None
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # they may be those of another version of it
            logger.warning("A stored %s block cannot be read: %r", name, error)
            return False

    def clean(self, value: StreamValue) -> StreamValue:
        """Check the blocks, except items of a missing plugin; leave out empty paragraphs.

        What other sites say of embeds and tweets is waited for a few seconds altogether.
        """
        unknown = {
            position: child.value
            for position, child in enumerate(value)
            if child.block_type == UNKNOWN_BLOCK_TYPE and child.value is not None
        }
        with fetching_within():
            cleaned = super().clean(value)
        body = insert_unknown_items(cleaned, unknown)
        # An editor who writes on below a block begins one, and may leave it.
        for place in reversed([n for n, child in enumerate(body) if is_empty_paragraph(child)]):
            del body[place]
        return body

    def render(self, value: StreamValue, context: dict[str, Any] | None = None) -> str:
        """Render the story for readers, with the data of its blocks fetched by type."""
        children = list(self.readable(value))
        self.fetch_data([children])
        ids = iter(heading_ids(values_by_type(children)["heading"]))
        contexts = (
            {**(context or {}), "heading_id": next(ids)} if c.block_type == "heading" else context
            for c in children
        )
        rendered = (
            (self.attempt(c.block_type, c.render, own) or "",)
            for c, own in zip(children, contexts, strict=True)
        )
        return format_html_join("\n", "{}", rendered)

    def fetch_data(self, bodies: Sequence[Sequence[StreamValue.StreamChild]]) -> None:
        """Fetch the data of blocks for rendering, those of all bodies at once.

        Blocks of plugins get the values of one body at a time, as on its page.
        """
        every = [child for body in bodies for child in body]
        fetch_shown(self.shown_photos(every))
        for children in (every, *bodies):
            for name, values in values_by_type(children).items():
                fetch = getattr(self.child_blocks[name], "fetch_for_readers", None)
                if fetch and (name in self.plugins) == (children is not every):
                    self.attempt(name, fetch, values)

    def headings(self, value: StreamValue) -> list[tuple[str, str]]:
        """Return the id and the text of each heading, as readers get them."""
        texts = [child.value for child in value if child.block_type == "heading"]
        return list(zip(heading_ids(texts), texts, strict=True))

    def shown_photos(self, value: Iterable[StreamValue.StreamChild]) -> list[ShapedPhoto]:
        """Return the photos of a body, each with the shape it is shown in."""
        return [
            (photo, child.block.photo_shape)
            for child, photos in self.credited_photos(value)
            for photo, _credit in photos
        ]

    def credited_photos(
        self, value: Iterable[StreamValue.StreamChild]
    ) -> Iterator[tuple[StreamValue.StreamChild, list[CreditedPhoto]]]:
        """Yield the blocks that show photos, with their photos and credits.

        Such a block has a `photo_shape`, the name of one of the shapes of `photos.renditions`.
        """
        for child in value:
            if getattr(child.block, "photo_shape", None) in PHOTO_SHAPES:
                yield child, self.attempt(child.block_type, photos_in, child) or []

    def get_searchable_content(self, value: StreamValue) -> list[str]:
        """Collect the texts of the story, without those of plugins that fail."""
        texts = (
            self.attempt(child.block_type, child.block.get_searchable_content, child.value)
            for child in value
        )
        return [text for found in texts for text in found or []]

    def readable(
        self, value: Iterable[StreamValue.StreamChild]
    ) -> Iterator[StreamValue.StreamChild]:
        """Yield the blocks to show: ours, and those of plugins that are valid.

        A plugin's value may have been stored by another version of it, or without it, so it
        passes its block's `clean()` before each rendering.
        """
        for child in value:
            if child.block_type not in self.plugins:
                yield child
            elif (
                cleaned := self.attempt(child.block_type, child.block.clean, child.value)
            ) is not None:
                child.value = cleaned
                yield child

    def has_content(self, value: StreamValue) -> bool:
        """Return whether readers would read or see anything of a body."""
        return any(self.attempt(c.block_type, shows_anything, c) for c in self.readable(value))

    def has_plugins(self, value: StreamValue) -> bool:
        """Return whether any block is a plugin's."""
        return any(child.block_type in self.plugins for child in value)

    def attempt(self, block_type: str, action: Callable[..., Any], *arguments: Any) -> Any:
        """Call an action of a block; a plugin's block that fails, or hangs, gives None.

        A plugin that fails never breaks the page. A failure of our own is raised.
        """
        if plugin := self.plugins.get(block_type):
            return attempt(plugin, "article_blocks", action, *arguments)
        return action(*arguments)


def is_empty_paragraph(child: StreamValue.StreamChild) -> bool:
    """Return whether a block is a paragraph without a word."""
    return child.block_type == "paragraph" and not strip_tags(child.value.source).strip()


def shows_anything(child: StreamValue.StreamChild) -> bool:
    """Return whether readers would read or see anything of a block; a plugin's is rendered."""
    if isinstance(child.block, ArticleBlock):
        return child.block.has_content(child.value)
    soup = BeautifulSoup(child.render() or "", "html.parser")
    return soup.select_one(SEEN_ELEMENTS) is not None or is_legible(soup.get_text())


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


def photos_in(child: StreamValue.StreamChild) -> list[CreditedPhoto]:
    """Return the photos of a block; in a plugin's block each has its own credit."""
    if isinstance(child.block, PhotosBlock):
        return child.block.credited_photos(child.value)
    photos = child.block.photos_of(child.value)
    return [CreditedPhoto(photo, photo.credit) for photo in photos if isinstance(photo, Photo)]
