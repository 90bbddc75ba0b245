"""The parts of a saved page as the blocks of a story."""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from wagtail.blocks import StreamValue

from importers.comments import NewComments
from importers.notes import UnreadableStory
from importers.saved_pages.parts import (
    SavedBlock,
    SavedEmbed,
    SavedParagraph,
    SavedPart,
    SavedPhoto,
    SavedRelated,
    SavedTweet,
)
from importers.saved_pages.story import SavedStory
from news.models import ArticlePage

# In the order of the report: the names of blocks, and what people call them.
PART_NAMES = {
    "paragraph": "paragraph",
    "heading": "heading",
    "quote": "quote",
    "table": "table",
} | {
    "tweet": "tweet",
    "embed": "embed",
    "photo": "photo",
    "related": "related headline",
}


def read_body(story: SavedStory) -> StreamValue:
    """Return the story's body, checked by its blocks as if an editor had typed it.

    Raises UnreadableStory with the line of the first part that a block refuses.
    """
    block = ArticlePage._meta.get_field("body").stream_block
    items = [
        {"type": name, "value": value, "id": str(uuid4())}
        for name, value in map(block_value, story.parts)
    ]
    body = block.to_python(items)
    for part, child in zip(story.parts, body, strict=True):
        if isinstance(part, SavedEmbed):
            continue  # To clean it is to fetch its title and picture.
        try:
            child.value = child.block.clean(child.value)
        except ValidationError as error:
            message = " ".join(dict.fromkeys(error_messages(error)))
            raise UnreadableStory(f"{child.block_type}: {message}", part.line) from error
    return body


def block_value(part: SavedPart) -> tuple[str, Any]:
    """Return the block that a part becomes, and its stored value."""
    match part:
        case SavedParagraph():
            return "paragraph", part.html
        case SavedPhoto():
            return "photo", {"photo": None, "caption": part.caption, "credit": part.credit}
        case SavedRelated():
            return "related", {"story": None, "headline": part.headline, "url": part.url}
        case SavedEmbed():
            return part.name, {"source": part.url}
        case SavedBlock():
            return part.name, part.value
        case SavedTweet(tweet=tweet):
            return "tweet", {
                "source": tweet.url,
                "text": tweet.text,
                "author": tweet.author,
                "handle": tweet.handle,
                "posted_on": tweet.posted_on,
            }


def error_messages(error: ValidationError) -> Iterator[str]:
    """Yield the messages of an error and of its nested block errors."""
    inner = getattr(error, "block_errors", None)
    if not inner:
        yield from error.messages
        return
    for field in inner.values():
        yield from error_messages(field)


def part_counts(story: SavedStory, arrivals: NewComments) -> Iterator[str]:
    """Yield the numbers of parts: "8 paragraphs", "1 tweet", "2 comments"."""
    counts = Counter(block_value(part)[0] for part in story.parts)
    for block, name in PART_NAMES.items():
        if number := counts[block]:
            yield count_phrase(number, name)
    if arrivals.arrivals:
        yield count_phrase(len(arrivals.arrivals), "comment")


def count_phrase(number: int, name: str) -> str:
    """Return a number with its noun: "1 tweet"."""
    return f"{number} {name}{'' if number == 1 else 's'}"
