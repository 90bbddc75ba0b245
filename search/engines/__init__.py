"""What finds the stories: the database itself, or a search server through Wagtail."""

from collections.abc import Sequence
from typing import Protocol

from django.conf import settings
from django.db import connection

from news.models import ArticlePage
from news.querysets import ArticleQuerySet
from search.question import Clause


class Engine(Protocol):
    """Finds stories by their terms. What readers may see is decided before, and in the database."""

    def write(self, stories: Sequence[ArticlePage]) -> None:
        """Put the terms of the stories into the index, in place of what it had of them."""

    def having(
        self, stories: ArticleQuerySet, clauses: Sequence[Clause], *, some: bool = False
    ) -> ArticleQuerySet:
        """Keep the stories that have all of it, or some."""

    def without(self, stories: ArticleQuerySet, clauses: Sequence[Clause]) -> ArticleQuerySet:
        """Keep the stories that have nothing of it."""

    def best(
        self,
        stories: ArticleQuerySet,
        clauses: Sequence[Clause],
        number: int,
        *,
        some: bool = False,
    ) -> list[int]:
        """Return the ids of those of the stories that fit best, the best first."""

    def beginning(self, stories: ArticleQuerySet, typed: Sequence[str]) -> ArticleQuerySet:
        """Keep the stories whose headlines have words that begin so."""


def engine() -> Engine:
    """Return what the settings say."""
    from search.engines.postgresql import PostgreSQL
    from search.engines.sqlite import SQLite
    from search.engines.wagtail import SearchServer

    if settings.SEARCH_ENGINE != "database":
        return SearchServer()
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()
