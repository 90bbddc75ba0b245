"""The addresses of comments, of which a page has hundreds."""

from functools import lru_cache

from django.urls import reverse


def cached_url(number: int | None, name: str = "comment") -> str:
    """Return the address of a comment, or of something else that has a number."""
    return url_pattern(name).replace("0", str(number))


@lru_cache(maxsize=10)
def url_pattern(name: str) -> str:
    """Return an address with a nought in the place of the number."""
    return reverse(f"comments:{name}", args=[0])
