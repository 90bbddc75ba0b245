"""The stories read most, kept in memory and made anew once a minute at most."""

from collections import defaultdict
from datetime import datetime
from time import monotonic, time

from django.core.cache import caches
from django.utils import timezone

from readership.models import PopularChoice
from readership.scores import scores
from readership.windows import WINDOWS, Window

type Places = dict[int | None, list[int]]

# How many places are kept of each section and of the whole paper.
PLACES = 100
# For how many seconds a ranking is good, or for so many times what it took to make it.
GOOD_FOR = 60
SHARE = 300
# After so many seconds another thread makes it, should the one that began to be gone.
GIVEN_UP = 120


def ranked(window: Window, section: int | None = None) -> list[int]:
    """Return the ids of the stories read most, of a section or of the whole paper.

    Readers may not see all of them any more: whoever shows them asks. While one thread makes
    the ranking anew, the others are given the old one.
    """
    cache = caches["readership"]
    kept: tuple[float, Places] | None = cache.get(window.name)
    good_until, places = kept or (0, {})
    is_old = good_until < time()
    if is_old and (cache.add(f"{window.name}:made", True, GIVEN_UP) or kept is None):  # noqa: FBT003
        places = refresh(window)
    return places.get(section, [])


def refresh(window: Window) -> Places:
    """Make a ranking anew, and keep it for as long as it is good."""
    cache, start = caches["readership"], monotonic()
    places = make(window, timezone.now())
    good_for = max(GOOD_FOR, SHARE * (monotonic() - start))
    cache.set(window.name, (time() + good_for, places), timeout=None)
    cache.delete(f"{window.name}:made")
    return places


def forget_rankings() -> None:
    """Have every ranking made anew: in this process now, in others once theirs are old."""
    caches["readership"].delete_many(WINDOWS)


def make(window: Window, now: datetime) -> Places:
    """Return the ids of stories by section, and those of the whole paper under None."""
    choices = PopularChoice.objects.in_force().order_by("-chosen_at")
    chosen = list(choices.values_list("story__section", "story", "kind"))
    pinned = [
        (section, story) for section, story, kind in chosen if kind == PopularChoice.Kind.PINNED
    ]
    kept_out = {story for _, story, kind in chosen if kind == PopularChoice.Kind.KEPT_OUT}
    read = [(score.section, score.story) for score in scores(window, now, PLACES)]
    # Dictionaries keep the order and have each story once.
    places: dict[int | None, dict[int, None]] = defaultdict(dict)
    for section, story in [*pinned, *read]:
        if story not in kept_out:
            places[None][story] = places[section][story] = None
    return {section: list(stories)[:PLACES] for section, stories in places.items()}
