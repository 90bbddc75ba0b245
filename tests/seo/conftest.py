"""Fixtures of the tests for search engines and crawlers."""

from tests.pagecache.conftest import committed, visitor
from tests.search.conftest import publish

__all__ = ["committed", "publish", "visitor"]
