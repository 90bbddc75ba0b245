"""The part of a URL that leads to a heading (`#money`)."""

from urllib.parse import quote, unquote

from byline.text import split_url


def with_fragment(url: str, fragment: str | None) -> str:
    """Return a URL with a fragment, where there is one."""
    return f"{url}#{quote(fragment)}" if fragment else url


def fragment_of(url: str) -> str:
    """Return the fragment of a URL, decoded."""
    return unquote(split_url(url).fragment)
