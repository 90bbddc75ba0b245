"""Readers that Byline has not counted, and plugins know of."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from heapq import nlargest
from math import isfinite
from operator import attrgetter
from typing import NamedTuple

from byline.plugins.contributions import PopularitySource
from byline.plugins.guard import attempt
from byline.plugins.registry import contributions
from news.models import ArticlePage

# How many stories with the most readers elsewhere are ranked.
STORIES_LIMIT = 1000
# Databases refuse larger numbers.
STORY_MAX_NUMBER = 2**31 - 1


class Score(NamedTuple):
    """The weighted sum of the readers of a story."""

    section: int
    story: int
    score: float


def with_readers_elsewhere(counted: list[Score], since: datetime | None) -> list[Score]:
    """Add the readers since a time that plugins know of, each with weight 1, and sort again."""
    if not (elsewhere := readers_elsewhere(since)):
        return counted
    best = nlargest(STORIES_LIMIT, elsewhere, key=elsewhere.__getitem__)
    by_story = {score.story: score for score in counted}
    for story, section in ArticlePage.objects.filter(pk__in=best).values_list("pk", "section"):
        before = by_story[story].score if story in by_story else 0
        by_story[story] = Score(section, story, before + elsewhere[story])
    return sorted(by_story.values(), key=attrgetter("score", "story"), reverse=True)


def readers_elsewhere(since: datetime | None) -> Counter[int]:
    """Return by story the readers that plugins know of; all time where there is no time."""
    found: Counter[int] = Counter()
    for plugin, source in contributions("popularity_sources"):
        found.update(attempt(plugin, "popularity_sources", read_source, source, since) or {})
    return found


def read_source(source: PopularitySource, since: datetime | None) -> Mapping[int, float]:
    """Return the positive numbers of a source. Raises TypeError where it is no mapping."""
    numbers = {int(story): float(readers) for story, readers in dict(source(since)).items()}
    return {
        story: n
        for story, n in numbers.items()
        if 0 < story <= STORY_MAX_NUMBER and n > 0 and isfinite(n)
    }
