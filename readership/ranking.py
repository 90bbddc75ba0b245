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

type Places = dict[int | None, list[int]]

# What pages depend on that show what is popular.
POPULAR = "list:popular"
# How many places are kept of each section and of the whole paper.
PLACES = 100
# For how many seconds a ranking is good, or for so many times what it took to make it.
GOOD_FOR = 60
SHARE = 300
# While it is made anew, a page with the old one is kept for so many seconds.
SOON = 2
# After so many seconds another thread makes it, should the one that began to be gone.
GIVEN_UP = 120


class Choice(NamedTuple):
    """What an editor says of a story."""

    story: int
    section: int
    is_pinned: bool


def ranked(window: Window, section: int | None = None) -> list[int]:
    """Return the ids of the stories read most, of a section or of the whole paper.

    What editors pinned comes first, and what they keep out is left out. Readers may not see all
    of them any more: whoever shows them asks.
    """
    depends_on(POPULAR)
    chosen = choices()
    read = places(window).get(section, [])
    pinned = [c.story for c in chosen if c.is_pinned and section in {None, c.section}]
    kept_out = {c.story for c in chosen if not c.is_pinned}
    return [pk for pk in dict.fromkeys([*pinned, *read]) if pk not in kept_out]


def places(window: Window) -> Places:
    """Return what is read most by section, and of the whole paper under None.

    While one thread makes the ranking anew, the others are given the old one.
    """
    cache = caches["readership"]
    kept: tuple[float, Places] | None = cache.get(window.name)
    good_until, found = kept or (0, {})
    if good_until < time():
        is_first = cache.add(f"{window.name}:made", value=True, timeout=GIVEN_UP)
        if is_first or kept is None:
            good_until, found = refresh(window)
        else:
            good_until = time() + SOON
    stale_at(datetime.fromtimestamp(good_until, UTC))
    return found


def refresh(window: Window, clock: Callable[[], float] = monotonic) -> tuple[float, Places]:
    """Make a ranking anew, and keep it for as long as it is good: until the time returned."""
    cache, start = caches["readership"], clock()
    made: Places = defaultdict(list)
    for score in scores(window, timezone.now(), PLACES):
        for section in (None, score.section):
            if len(made[section]) < PLACES:
                made[section].append(score.story)
    kept = time() + max(GOOD_FOR, SHARE * (clock() - start)), dict(made)
    cache.set(window.name, kept, timeout=None)
    cache.delete(f"{window.name}:made")
    return kept


def choices() -> list[Choice]:
    """Return what editors have chosen, the newest first; in memory for a minute."""
    cache = caches["readership"]
    found: list[Choice] | None = cache.get("choices")
    if found is None:
        rows = PopularChoice.objects.in_force().order_by("-chosen_at")
        kinds = rows.values_list("story", "story__section", "kind")
        pinned = PopularChoice.Kind.PINNED
        found = [Choice(story, section, kind == pinned) for story, section, kind in kinds]
        cache.set("choices", found, GOOD_FOR)
    return found


def forget_choices() -> None:
    """Have the choices looked up anew."""
    caches["readership"].delete("choices")


def forget_rankings() -> None:
    """Have everything looked up anew in this process, as after readers were brought in."""
    caches["readership"].delete_many(["choices", *WINDOWS])
