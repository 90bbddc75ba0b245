"""Links to feeds, as pages name them."""

from typing import NamedTuple

from django.urls import reverse

from news.feeds.formats import FEED_FORMATS


class FeedLink(NamedTuple):
    """A feed in one format."""

    content_type: str
    url: str
    label: str


def feed_link(file_format: str, url: str) -> FeedLink:
    """Return the link to a feed in a format, its content type without the character set."""
    generator = FEED_FORMATS[file_format]
    return FeedLink(generator.content_type.partition(";")[0], url, generator.label)


def feed_links(name: str, *ids: int) -> list[FeedLink]:
    """Return the feeds at the URL with a name, in each format."""
    return [
        feed_link(file_format, reverse(name, args=[*ids, file_format]))
        for file_format in FEED_FORMATS
    ]
