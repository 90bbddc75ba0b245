"""URLs with a number in them, reversed once: a page has hundreds."""

from functools import lru_cache

from django.urls import reverse


def cached_url(number: int | None, name: str = "comment") -> str:
    """Return the URL of a comment, or one of another name that takes a number."""
    return url_pattern(name).replace("0", str(number))


@lru_cache(maxsize=10)
def url_pattern(name: str) -> str:
    """Return a URL with 0 in the place of the number."""
    return reverse(f"comments:{name}", args=[0])
