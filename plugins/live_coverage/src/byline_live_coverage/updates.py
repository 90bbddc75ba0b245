"""The updates of a story as readers get them, a page at a time."""

import re
from dataclasses import dataclass

from byline.pagecache import depends_on
from byline_live_coverage.models import LiveUpdate, LiveUpdateQuerySet

PER_PAGE = 20
KEY_MOMENTS_LIMIT = 20
# That of an update in a query string.
NUMBER = re.compile("[1-9][0-9]{0,14}", re.ASCII)


@dataclass(frozen=True)
class UpdatesPage:
    """Some updates, newest first, and the number before which the next page begins."""

    updates: list[LiveUpdate]
    before: int | None = None


def story_tag(story: int) -> str:
    """Return the cache tag of what shows the newest updates of a story."""
    return f"live_coverage:{story}"


def update_tag(update: int) -> str:
    """Return the cache tag of pages of older updates that show one."""
    return f"live_coverage:update:{update}"


def newest_updates(story: int) -> UpdatesPage:
    """Return the newest updates of a story."""
    depends_on(story_tag(story))
    return page_of(LiveUpdate.objects.on(story))


def border_at(story: int, number: int) -> int | None:
    """Return the first update from a number on: before both are the same updates."""
    later = LiveUpdate.objects.on(story).filter(pk__gte=number)
    return later.values_list("pk", flat=True).last()


def updates_before(story: int, number: int) -> UpdatesPage:
    """Return the updates before one."""
    return older_page(LiveUpdate.objects.on(story).filter(pk__lt=number))


def updates_from(story: int, number: int) -> UpdatesPage:
    """Return an update and those before it; nothing if it does not exist."""
    page = older_page(LiveUpdate.objects.on(story).filter(pk__lte=number))
    return page if page.updates and page.updates[0].pk == number else UpdatesPage([])


def older_page(updates: LiveUpdateQuerySet) -> UpdatesPage:
    """Return a page that no new update changes, but a change of one it shows."""
    page = page_of(updates)
    depends_on(*(update_tag(update.pk) for update in page.updates))
    return page


def page_of(updates: LiveUpdateQuerySet) -> UpdatesPage:
    """Return the first of some updates."""
    found = list(updates[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    return UpdatesPage(shown, shown[-1].pk if len(found) > len(shown) else None)


def key_moments(story: int) -> list[LiveUpdate]:
    """Return the newest key moments of a story."""
    return list(LiveUpdate.objects.on(story).filter(is_key_moment=True)[:KEY_MOMENTS_LIMIT])
