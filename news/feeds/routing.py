"""The addresses of feeds end in the name of their format."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from news.feeds.base import ReaderFeed
from news.feeds.formats import FEED_FORMATS


class FeedFormatConverter(StringConverter):
    """The name of a format."""

    regex = "|".join(FEED_FORMATS)


register_converter(FeedFormatConverter, "feed_format")


def feed_path(route: str, feed: type[ReaderFeed], name: str) -> URLPattern:
    """Return the URL pattern of a feed in every format."""
    return path(f"{route}<feed_format:format>/", feed.as_view(), name=name)
