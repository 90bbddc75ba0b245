"""A story's body as its page shows it, remembered: each comment has the page made anew."""

from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.safestring import SafeString
from wagtail.models import Site

from byline.pagecache import SETTINGS, depends_on, is_remembered, noted, remember, repeat
from byline.pagecache.memory import Key
from news.models import ArticlePage
from news.querysets import pages_tags
from photos.pictures import Shown

# What takes more room is rendered each time, in characters.
LONGEST = 100_000


class Body(NamedTuple):
    """A body, and how many minutes it takes to read."""

    html: SafeString
    minutes: int

    @property
    def is_short(self) -> bool:
        """Tell whether it may be remembered."""
        return len(self.html) <= LONGEST


def photos_to_fetch(story: ArticlePage, request: HttpRequest) -> list[Shown]:
    """Return the photos in the body, with their shapes; none where it need not be rendered."""
    if is_remembered(key_of(story, request)):
        return []
    photos: list[Shown] = story.body.stream_block.shown_photos(story.body)
    # All blocks are loaded by now; what they show was noted of the page.
    story.noted_with_body = noted()
    return photos


def body_of(story: ArticlePage, request: HttpRequest, render: Callable[[], SafeString]) -> Body:
    """Return the body, rendered only when something in it changed."""

    def make() -> Body:
        depends_on(SETTINGS, *pages_tags([story.pk]))
        if story.noted_with_body:
            repeat(story.noted_with_body)
        return Body(render(), story.reading_minutes)

    return remember(key_of(story, request), make, worth=lambda body: body.is_short)


def key_of(story: ArticlePage, request: HttpRequest) -> Key:
    """Return the name of a body: links to other sites are not the same on each."""
    site = Site.find_for_request(request)
    return ("body", story.pk, site and site.pk)
