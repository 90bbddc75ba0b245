"""What the engines inside a database have in common."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import connection
from django.db.models import Func, Q, QuerySet
from django.db.models.expressions import RawSQL

from news.querysets import ArticleQuerySet
from search.question import Clause

# Of the stories that fit so many of the newest are found. No reader looks through more, and to
# count them would take longer with every story that is published.
FOUND = 5_000


class DatabaseEngine(ABC):
    """Narrows queries on stories down to those that have certain terms."""

    # Selects the ids of the stories that match what a parameter says.
    matching: ClassVar[str]

    @abstractmethod
    def expression(self, clauses: Sequence[Clause], *, some: bool) -> str:
        """Say in the database's own language what a story has to have: all of it, or some."""

    def found(self, expression: str) -> Q | Func:
        """Return the condition that a story is found by what an expression says."""
        return among(self.matching, expression)

    def having(
        self, stories: ArticleQuerySet, clauses: Sequence[Clause], *, some: bool = False
    ) -> ArticleQuerySet:
        """Keep the stories that have all of it, or some."""
        if not clauses:
            return stories.filter(pk__in=stories.newest_first().values("pk")[:FOUND])
        return stories.filter(self.found(self.expression(clauses, some=some)))

    def without(self, stories: ArticleQuerySet, clauses: Sequence[Clause]) -> ArticleQuerySet:
        """Keep the stories that have nothing of it."""
        if not clauses:
            return stories
        return stories.exclude(among(self.matching, self.expression(clauses, some=True)))


def among(sql: str, expression: str) -> Q:
    """Return the condition that a story is among those that a query selects by an expression."""
    return Q(pk__in=RawSQL(sql, [expression]))  # noqa: S611 - readers' words are a parameter


def as_sql(stories: QuerySet) -> tuple[str, list[Any]]:
    """Return a query as SQL, to be part of another."""
    sql, params = stories.query.get_compiler(connection=connection, elide_empty=False).as_sql()
    return sql, list(params)


def ids_of(stories: ArticleQuerySet) -> list[int]:
    """Return the ids of stories."""
    return [pk for (pk,) in rows_of(*as_sql(stories.values_list("pk")))]


def rows_of(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return what a query gives."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
