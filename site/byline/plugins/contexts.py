"""The context of a page, for a call in another thread."""

from collections.abc import Callable
from contextvars import copy_context
from typing import Any

from django.core.cache import BaseCache, caches
from django.utils import timezone, translation

from byline.pagecache.recording import Recording, replace


def in_this_context[T](
    recording: Recording | None, function: Callable[..., T], *args: Any
) -> Callable[[], T]:
    """Return a call of a function for another thread, which records into a recording.

    Context variables are copied. What Django keeps in `asgiref.local.Local` does not cross
    threads, so language and time zone are set there. Caches are made once for a thread: those
    made in the copy would be lost with it, and with them their connections.
    """
    context, language = copy_context(), translation.get_language()
    zone = timezone.get_current_timezone()

    def act(own_caches: dict[str, BaseCache]) -> T:
        replace(recording)
        for alias, cache in own_caches.items():
            caches[alias] = cache
        with translation.override(language), timezone.override(zone):
            return function(*args)

    return lambda: context.run(act, {alias: caches[alias] for alias in caches})
