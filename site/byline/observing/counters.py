"""Counters of this process that are exported as metrics."""

from collections.abc import Callable

# Registered by the page cache, which is outside of Django.
page_cache: list[Callable[[], dict[str, int]]] = []
