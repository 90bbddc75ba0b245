"""What finds the stories: the database itself, or a search server through Wagtail."""

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
from search.query_parser import Clause
from search.stories import StoryTexts


class Engine(Protocol):
    """Finds stories by their terms. What readers may see is decided before, and in the database."""

    def write(self, stories: Sequence[tuple[ArticlePage, StoryTexts]]) -> None:
        """Put the terms of the stories into the index, in place of what it had of them."""

    def matching(
        self,
        stories: ArticleQuerySet,
        wanted: Sequence[Clause],
        unwanted: Sequence[Clause] = (),
        *,
        within: Q | None = None,
        match_any: bool = False,
    ) -> ArticleQuerySet:
        """Keep the stories that have all that is wanted, or some, and nothing that is unwanted.

        `within` is a condition that holds for them too. Where very many are left, an engine may
        keep the newest or the best of these.
        """

    def is_partial(
        self, number: int, wanted: Sequence[Clause], unwanted: Sequence[Clause], within: Q
    ) -> bool:
        """Tell of a number of stories that was found whether `matching` left others out."""

    def expression(
        self, wanted: Sequence[Clause], unwanted: Sequence[Clause], *, match_any: bool
    ) -> str | None:
        """Say in the database's own language what a story has to have: all of it, or some.

        None where the database cannot tell.
        """

    def rank_sql(self, wanted: Sequence[Clause], *, match_any: bool = False) -> SQL | None:
        """Select id, weight and date of what is in a table `found`, by how well it fits.

        None where the database cannot tell.
        """

    def best(
        self,
        stories: ArticleQuerySet,
        wanted: Sequence[Clause],
        number: int,
        *,
        match_any: bool = False,
    ) -> list[int]:
        """Return the ids of those of the stories that fit best, the best first."""

    def prefix_matching(self, stories: ArticleQuerySet, typed: Sequence[str]) -> ArticleQuerySet:
        """Keep the stories whose headlines have words that begin so."""


def get_engine() -> Engine:
    """Return what the settings say."""
    return SearchServer() if settings.SEARCH_ENGINE != "database" else database_engine()


def database_engine() -> DatabaseEngine:
    """Return the engine inside the database, whatever the settings say."""
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()
