"""Fixtures of the tests for search engines and crawlers."""

from tests.search.conftest import publish

__all__ = ["publish"]
