"""What the engines inside a database have in common."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from news.querysets import ArticleQuerySet
from search.question import Clause


class DatabaseEngine(ABC):
    """Narrows queries on stories down to those that have certain terms."""

    # Selects the ids of the stories that match what a parameter says.
    matching: ClassVar[str]

    @abstractmethod
    def expression(self, clauses: Sequence[Clause], *, some: bool) -> str:
        """Say in the database's own language what a story has to have: all of it, or some."""

    def matches(self, expression: str) -> Q:
        """Return the condition that a story has what an expression says."""
        return Q(pk__in=RawSQL(self.matching, [expression]))  # noqa: S611 - readers' words are a parameter

    def has(self, clauses: Sequence[Clause], *, some: bool) -> Q:
        """Return the condition that a story has all of it, or some."""
        return self.matches(self.expression(clauses, some=some))

    def having(
        self, stories: ArticleQuerySet, clauses: Sequence[Clause], *, some: bool = False
    ) -> ArticleQuerySet:
        """Keep the stories that have all of it, or some."""
        return stories.filter(self.has(clauses, some=some)) if clauses else stories

    def without(self, stories: ArticleQuerySet, clauses: Sequence[Clause]) -> ArticleQuerySet:
        """Keep the stories that have nothing of it."""
        return stories.exclude(self.has(clauses, some=True)) if clauses else stories


def ids_of(stories: ArticleQuerySet) -> tuple[str, list[Any]]:
    """Return the query of the ids of stories as SQL, to be part of another."""
    sql, params = stories.values("pk").query.get_compiler(connection=connection).as_sql()
    return sql, list(params)


def first_column(sql: str, params: Sequence[Any]) -> list[int]:
    """Return the first column of what a query gives."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]
