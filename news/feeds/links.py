"""Links to feeds, as pages name them."""

from typing import NamedTuple

from django.urls import reverse

from news.feeds.formats import FEED_FORMATS


class FeedLink(NamedTuple):
    """A feed in one format."""

    content_type: str
    url: str


def feed_links(name: str, *ids: int) -> list[FeedLink]:
    """Return the feeds at the URL with a name, in each format."""
    return [
        FeedLink(content_type(file_format), reverse(name, args=[*ids, file_format]))
        for file_format in FEED_FORMATS
    ]


def content_type(file_format: str) -> str:
    """Return the content type of a format, without its character set."""
    return FEED_FORMATS[file_format].content_type.partition(";")[0]
