"""The most read stories by window, cached and refreshed once a minute at most."""

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic, time
from typing import NamedTuple

from django.core.cache import caches
from django.utils import timezone

from byline.pagecache import depends_on, stale_at
from readership.records import PopularChoice
from readership.scores import scores
from readership.windows import WINDOWS, Window

type Ranking = dict[int | None, list[int]]

# The surrogate key of responses with popular stories.
POPULAR_TAG = "list:popular"
# Of each section, and of all sections together.
RANKED_STORIES_LIMIT = 100
# A ranking is fresh for this time, or for this many times the time that computing it took.
RANKING_TTL_SECONDS = 60
RANKING_TTL_FACTOR = 300
# While a ranking is computed, responses with the stale one are fresh for this time.
STALE_RANKING_TTL_SECONDS = 2
# After this time another thread computes it, in case the first one died.
REFRESH_LOCK_SECONDS = 120


class EditorChoice(NamedTuple):
    """The choice of an editor for a story."""

    story: int
    section: int
    is_pinned: bool


def ranked(window: Window, section: int | None = None) -> list[int]:
    """Return the ids of the most read stories, of a section or of all.

    Pinned stories come first, those that are kept out are missing. Not all need be published
    any more: the caller checks.
    """
    depends_on(POPULAR_TAG)
    chosen = editor_choices()
    read = ranking_by_section(window).get(section, [])
    pinned = [c.story for c in chosen if c.is_pinned and section in {None, c.section}]
    kept_out = {c.story for c in chosen if not c.is_pinned}
    return [pk for pk in dict.fromkeys([*pinned, *read]) if pk not in kept_out]


def ranking_by_section(window: Window) -> Ranking:
    """Return the ranking of each section, and that of all stories under None.

    While one thread refreshes it, the others get the stale one.
    """
    cache = caches["readership"]
    cached: tuple[float, Ranking] | None = cache.get(window.name)
    good_until, found = cached or (0, {})
    if good_until < time():
        is_first = cache.add(f"{window.name}:made", value=True, timeout=REFRESH_LOCK_SECONDS)
        if is_first or cached is None:
            good_until, found = refresh(window)
        else:
            good_until = time() + STALE_RANKING_TTL_SECONDS
    stale_at(datetime.fromtimestamp(good_until, UTC))
    return found


def refresh(window: Window, clock: Callable[[], float] = monotonic) -> tuple[float, Ranking]:
    """Compute and cache a ranking; return when it expires, and the ranking."""
    cache, start = caches["readership"], clock()
    made: Ranking = defaultdict(list)
    for score in scores(window, timezone.now(), RANKED_STORIES_LIMIT):
        for section in (None, score.section):
            if len(made[section]) < RANKED_STORIES_LIMIT:
                made[section].append(score.story)
    cached = time() + max(RANKING_TTL_SECONDS, RANKING_TTL_FACTOR * (clock() - start)), dict(made)
    cache.set(window.name, cached, timeout=None)
    cache.delete(f"{window.name}:made")
    return cached


def editor_choices() -> list[EditorChoice]:
    """Return the choices in force, the newest first. Cached."""
    cache = caches["readership"]
    found: list[EditorChoice] | None = cache.get("choices")
    if found is None:
        rows = PopularChoice.objects.in_force().order_by("-chosen_at")
        kinds = rows.values_list("story", "story__section", "kind")
        pinned = PopularChoice.ChoiceKind.PINNED
        found = [EditorChoice(story, section, kind == pinned) for story, section, kind in kinds]
        cache.set("choices", found, RANKING_TTL_SECONDS)
    return found


def clear_choices() -> None:
    """Clear the cached choices."""
    caches["readership"].delete("choices")


def clear_rankings() -> None:
    """Clear the cached choices and rankings, as after importing readers."""
    caches["readership"].delete_many(["choices", *WINDOWS])
