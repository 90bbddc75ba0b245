"""Slugs made from names, and reserved slugs."""

import re
from collections.abc import Iterator
from itertools import count

from django.conf import settings
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.text import slugify
from wagtail.coreutils import cautious_slugify

SLUG_MAX_LENGTH = 140
# The fixed start of a route ("authors/<slug:slug>/") or of a regular expression ("^media/").
FIRST_PART_PATTERN = re.compile(r"\^?(?P<name>[\w-]+)(?:/|$)")

# What parts the digits of 8.1, 9/11 and 14:30. That of 1,000 only groups them.
DIGIT_SEPARATOR = re.compile(r"(?<=\d)[./:](?=\d)")


def slug_of(title: str) -> str:
    """Return a title as a slug in which its numbers stay readable: "growth-at-8-1"."""
    return slugify(DIGIT_SEPARATOR.sub("-", title), allow_unicode=True)


def free_slug(model: type[models.Model], name: str) -> str:
    """Return a slug for the name that no row of the model has.

    A name without an ASCII form gets its code points, so the slug is never empty.
    """
    # Room for a number at the end.
    base = (slugify(DIGIT_SEPARATOR.sub("-", name)) or cautious_slugify(name) or "unnamed")[
        : SLUG_MAX_LENGTH - 6
    ]
    rows = model._default_manager.filter(slug__startswith=base)
    taken = set(rows.values_list("slug", flat=True))
    candidates = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(slug for slug in candidates if slug not in taken)


def reserved_slugs() -> set[str]:
    """Return the slugs at which a page under the front page would be hidden by another URL.

    They are the first parts of all URL patterns, and of the URLs of files, which Django does
    not always serve.
    """
    files = {url.split("/")[1] for url in (settings.MEDIA_URL, settings.STATIC_URL)}
    return files.union(first_parts(get_resolver().url_patterns))


def first_parts(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """Yield the first parts of URL patterns, up to the first slash."""
    for entry in patterns:
        route = str(entry.pattern)
        if found := FIRST_PART_PATTERN.match(route):
            yield found["name"]
        elif isinstance(entry, URLResolver) and route in {"", "^"}:
            yield from first_parts(entry.url_patterns)
