"""The stories read most, as readers may see them."""

from collections.abc import Iterable

from news.models import ArticlePage
from readership.ranking import ranked
from readership.windows import WINDOWS, Window


def popular_in(window: Window, section: int | None, number: int) -> list[ArticlePage]:
    """Return the stories read most in a window, of a section or of the whole paper."""
    return visible(ranked(window, section))[:number]


def popular_stories(number: int, besides: Iterable[int | None] = ()) -> list[ArticlePage]:
    """Return what is read most today, and where that is little, what was this month.

    Costs one query beside the rankings.
    """
    left_out = set(besides)
    ids = [pk for pk in ranked(WINDOWS["day"]) if pk not in left_out]
    if len(ids) < number:
        ids += [pk for pk in ranked(WINDOWS["month"]) if pk not in {*left_out, *ids}]
    # Some may not be published any more.
    return visible(ids[: 2 * number])[:number]


def popular_in_section(section: int, number: int) -> list[ArticlePage]:
    """Return what is read most of a section this week, and where that is little, this month.

    Costs one query beside the rankings.
    """
    ids = dict.fromkeys(pk for name in ("week", "month") for pk in ranked(WINDOWS[name], section))
    return visible(list(ids)[: 2 * number])[:number]


def visible(ids: list[int]) -> list[ArticlePage]:
    """Return those of the stories that readers may see, in the order given."""
    stories = ArticlePage.objects.published().originals().filter(pk__in=ids)
    found = {story.pk: story for story in stories.for_cards(bylines=False)}
    return [found[pk] for pk in ids if pk in found]
