"""Fixtures of the tests for search engines and crawlers."""

from tests.pagecache.conftest import committed, visitor

__all__ = ["committed", "visitor"]
