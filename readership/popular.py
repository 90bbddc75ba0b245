"""Selectors of the most read stories that are published."""

from collections.abc import Iterable

from news.models import ArticlePage, SectionPage
from readership.ranking import ranked
from readership.windows import WINDOWS, Window

# On the popular stories page, the latter only where no story was read.
POPULAR_STORIES_LIMIT = 30
NEWEST_STORIES_LIMIT = 10


def popular_in(window: Window, section: int | None, number: int) -> list[ArticlePage]:
    """Return the most read stories of a window, of a section or of all."""
    return visible_stories(ranked(window, section))[:number]


def popular_or_newest(
    window: Window, section: SectionPage | None
) -> tuple[list[ArticlePage], list[ArticlePage]]:
    """Return the most read stories; if there are none, an empty list and the newest stories."""
    stories = popular_in(window, section.pk if section else None, POPULAR_STORIES_LIMIT)
    if stories:
        return stories, []
    newest = ArticlePage.objects.published().originals()
    newest = newest.filter(section=section) if section else newest
    return [], list(newest.newest(NEWEST_STORIES_LIMIT).for_cards(bylines=False))


def popular_stories(number: int, besides: Iterable[int | None] = ()) -> list[ArticlePage]:
    """Return the most read stories of today, filled up from this month.

    Costs one query beside the rankings.
    """
    left_out = set(besides)
    # Twice the number, since some may not be published any more.
    ids = [pk for pk in read_most(2 * number + len(left_out)) if pk not in left_out]
    return visible_stories(ids)[:number]


def popular_in_section(section: int, number: int) -> list[ArticlePage]:
    """Return the most read stories of a section this week, filled up from this month.

    Costs one query beside the rankings.
    """
    return visible_stories(read_most(2 * number, section, ("week", "month")))[:number]


def read_most(
    number: int, section: int | None = None, windows: Iterable[str] = ("day", "month")
) -> list[int]:
    """Return the ids of the most read stories of the first window, filled up from the next."""
    ids: dict[int, None] = {}
    for name in windows:
        if len(ids) < number:
            ids |= dict.fromkeys(ranked(WINDOWS[name], section))
    return list(ids)[:number]


def visible_stories(ids: list[int]) -> list[ArticlePage]:
    """Return the published stories of these ids, in the same order."""
    found = ArticlePage.objects.cards(ids, bylines=False)
    return [found[pk] for pk in ids if pk in found and not found[pk].alias_of_id]
