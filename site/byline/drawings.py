"""Pictures that the site draws, kept so that each is drawn once."""

from collections.abc import Callable
from typing import cast

from django.core.cache import caches


def drawn_once(key: str, draw: Callable[[], bytes]) -> bytes:
    """Return a picture, drawn unless it is cached; the key says all that is on it."""
    return cast("bytes", caches["drawings"].get_or_set(key, draw))
