"""Search engines: the database itself, or a search server through Wagtail's backends."""

from collections.abc import Sequence
from typing import Protocol

from django.conf import settings
from django.db import connection
from django.db.models import Q

from news.models import ArticlePage
from news.querysets import ArticleQuerySet
from search.engines.database import SQL, DatabaseEngine
from search.engines.postgresql import PostgreSQL
from search.engines.sqlite import SQLite
from search.engines.wagtail import SearchServer
from search.query_parser import Clause, ParsedQuery
from search.stories import StoryTexts


class Engine(Protocol):
    """Finds stories by their terms. Visibility is decided before, by the database."""

    def write(self, stories: Sequence[tuple[ArticlePage, StoryTexts]]) -> None:
        """Replace the terms of the stories in the index."""

    def matching(
        self,
        stories: ArticleQuerySet,
        wanted: Sequence[Clause],
        unwanted: Sequence[Clause] = (),
        *,
        within: Q | None = None,
        match_any: bool = False,
    ) -> ArticleQuerySet:
        """Keep the stories with all wanted clauses, or any, and no unwanted one.

        `within` is a condition that holds for them too. Where very many are left, an engine may
        keep the newest or the best of these.
        """

    def is_partial(
        self, number: int, wanted: Sequence[Clause], unwanted: Sequence[Clause], within: Q
    ) -> bool:
        """Return whether `matching`, which found `number` stories, left others out."""

    def expression(
        self, wanted: Sequence[Clause], unwanted: Sequence[Clause], *, match_any: bool
    ) -> str | None:
        """Return the clauses in the database's query language.

        None where the engine is not inside the database.
        """

    def rank_sql(self, query: ParsedQuery, *, match_any: bool = False) -> SQL | None:
        """Return SQL that selects id, weight and date of the rows of `found`.

        None where the engine is not inside the database.
        """

    def best(
        self,
        stories: ArticleQuerySet,
        query: ParsedQuery,
        number: int,
        *,
        match_any: bool = False,
    ) -> list[int]:
        """Return the ids of those of the stories that fit best, the best first."""

    def prefix_matching(self, stories: ArticleQuerySet, typed: Sequence[str]) -> ArticleQuerySet:
        """Keep the stories whose headlines have words with these prefixes."""


def get_engine() -> Engine:
    """Return the engine of the setting `SEARCH_ENGINE`."""
    return SearchServer() if settings.SEARCH_ENGINE != "database" else database_engine()


def database_engine() -> DatabaseEngine:
    """Return the engine inside the database, whatever the setting."""
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()
