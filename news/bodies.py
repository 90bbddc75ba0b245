"""A story's body as its page shows it, remembered: each comment has the page made anew."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from django.utils.safestring import SafeString

from byline.pagecache import (
    SETTINGS_TAG,
    add_dependencies,
    depends_on,
    is_remembered,
    recorded_dependencies,
    remember,
)
from byline.pagecache.memory import Key
from news.querysets import pages_tags
from photos.renditions import ShapedPhoto

if TYPE_CHECKING:
    from news.models import ArticlePage

# What takes more room is rendered each time, in characters.
LONGEST = 50_000


class Body(NamedTuple):
    """A body, and how many minutes it takes to read."""

    html: SafeString
    minutes: int


def photos_to_fetch(story: "ArticlePage") -> list[ShapedPhoto]:
    """Return the photos in the body, with their shapes; none where it need not be rendered."""
    if is_remembered(key_of(story)):
        return []
    photos: list[ShapedPhoto] = story.body.stream_block.shown_photos(story.body)
    # All blocks are loaded by now: what they show is among what was noted of the page.
    story.noted_with_body = recorded_dependencies()
    return photos


def body_of(story: "ArticlePage", render: Callable[[], SafeString]) -> Body:
    """Return the body, rendered only when something in it changed."""
    # Some blocks may have been loaded meanwhile, where it need not have been rendered before.
    earlier = story.noted_with_body or recorded_dependencies()

    def make() -> Body:
        depends_on(SETTINGS_TAG, *pages_tags([story.pk]))
        if earlier:
            add_dependencies(earlier)
        return Body(render(), story.reading_minutes)

    def is_worth_it(body: Body) -> bool:
        # Nobody knows what a plugin's block shows of the visitor or of the rest of the page.
        return len(body.html) <= LONGEST and not story.body.stream_block.has_plugins(story.body)

    return remember(key_of(story), make, worth=is_worth_it)


def key_of(story: "ArticlePage") -> Key:
    """Return the name under which the body is remembered."""
    return ("body", story.pk)
