"""The stories read most, kept in memory and made anew once a minute at most."""

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

# What pages depend on that show what is popular.
POPULAR_TAG = "list:popular"
# How many places are kept of each section and of the whole paper.
RANKED_STORIES_LIMIT = 100
# For how many seconds a ranking is good, or for so many times what it took to make it.
RANKING_TTL_SECONDS = 60
RANKING_TTL_FACTOR = 300
# While it is made anew, a page with the old one is kept for so many seconds.
STALE_RANKING_TTL_SECONDS = 2
# After so many seconds another thread makes it, should the one that began to be gone.
REFRESH_LOCK_SECONDS = 120


class EditorChoice(NamedTuple):
    """What an editor says of a story."""

    story: int
    section: int
    is_pinned: bool


def ranked(window: Window, section: int | None = None) -> list[int]:
    """Return the ids of the stories read most, of a section or of the whole paper.

    What editors pinned comes first, and what they keep out is left out. Readers may not see all
    of them any more: whoever shows them asks.
    """
    depends_on(POPULAR_TAG)
    chosen = editor_choices()
    read = ranking_by_section(window).get(section, [])
    pinned = [c.story for c in chosen if c.is_pinned and section in {None, c.section}]
    kept_out = {c.story for c in chosen if not c.is_pinned}
    return [pk for pk in dict.fromkeys([*pinned, *read]) if pk not in kept_out]


def ranking_by_section(window: Window) -> Ranking:
    """Return what is read most by section, and of the whole paper under None.

    While one thread makes the ranking anew, the others are given the old one.
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
    """Make a ranking anew, and keep it for as long as it is good: until the time returned."""
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
    """Return what editors have chosen, the newest first; in memory for a minute."""
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
    """Have the choices looked up anew."""
    caches["readership"].delete("choices")


def clear_rankings() -> None:
    """Have everything looked up anew in this process, as after readers were brought in."""
    caches["readership"].delete_many(["choices", *WINDOWS])
