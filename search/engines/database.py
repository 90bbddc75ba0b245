"""The base of the engines inside a database."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import connection
from django.db.models import Func, Q, QuerySet
from django.db.models.expressions import RawSQL

from byline.prepared import ids_in
from news.models import ArticlePage
from news.querysets import ArticleQuerySet
from search.query_parser import Clause, ParsedQuery
from search.stories import StoryTexts

# The newest stories that match. No reader looks through more, and the cost of
# all of them would grow with every story that is published.
MAX_STORIES_FOUND = 5_000

# The ids of the rows of `found`, the heaviest first.
RANKED_IDS_SQL = """
    SELECT id FROM (
        {weighed} ORDER BY weight DESC, published_at DESC, id DESC LIMIT {number}
    ) AS listed
"""
NEWEST_SQL = "SELECT id, 0 AS weight, published_at FROM found"
BEST_IDS_SQL = """
    WITH found (id, published_at) AS MATERIALIZED ({found}) {first}
"""

# A statement, or part of one, with its parameters.
type SQL = tuple[str, list[Any]]


class DatabaseEngine(ABC):
    """Filters querysets of stories by terms."""

    # Selects the ids of the stories that match an expression, its parameter.
    match_query: ClassVar[str]

    def __init__(self, max_stories: int = MAX_STORIES_FOUND) -> None:
        self.max_stories = max_stories

    @abstractmethod
    def write(self, stories: Sequence[tuple[ArticlePage, StoryTexts]]) -> None:
        """Replace the terms of the stories in the index."""

    @abstractmethod
    def expression(
        self, wanted: Sequence[Clause], unwanted: Sequence[Clause], *, match_any: bool
    ) -> str:
        """Return the clauses in the database's query language."""

    @abstractmethod
    def found(self, expression: str, within: Q) -> Q | Func:
        """Return the condition that a story is found by an expression, where a condition holds."""

    @abstractmethod
    def rank_sql(self, query: ParsedQuery, *, match_any: bool = False) -> SQL:
        """Return SQL that selects id, weight and date of the rows of `found`."""

    @abstractmethod
    def prefix_matching(self, stories: ArticleQuerySet, typed: Sequence[str]) -> ArticleQuerySet:
        """Keep the stories whose headlines have words with these prefixes."""

    def matching(
        self,
        stories: ArticleQuerySet,
        wanted: Sequence[Clause],
        unwanted: Sequence[Clause] = (),
        *,
        within: Q | None = None,
        match_any: bool = False,
    ) -> ArticleQuerySet:
        """Keep the stories with all wanted clauses, or any, and no unwanted one."""
        within = within or Q()
        if wanted:
            return stories.filter(
                self.found(self.expression(wanted, unwanted, match_any=match_any), within)
            )
        stories = stories.filter(within)
        if unwanted:
            stories = stories.exclude(
                matches(self.match_query, self.expression(unwanted, (), match_any=True))
            )
        return stories.filter(pk__in=stories.newest_first().values("pk")[: self.max_stories])

    def is_partial(
        self, number: int, wanted: Sequence[Clause], unwanted: Sequence[Clause], within: Q
    ) -> bool:
        """Return whether `matching`, which found `number` stories, left others out."""
        return not wanted and number == self.max_stories

    def best(
        self,
        stories: ArticleQuerySet,
        query: ParsedQuery,
        number: int,
        *,
        match_any: bool = False,
    ) -> list[int]:
        """Return the ids of those of the stories that fit best, the best first."""
        found, params = as_sql(stories.order_by().values_list("pk", "published_at"))
        first, more = ranked_ids_sql(self.rank_sql(query, match_any=match_any), number)
        return ids_in(BEST_IDS_SQL.format(found=found, first=first), [*params, *more])


def matches(sql: str, expression: str) -> Q:
    """Return the condition that a page is among those that a query selects by an expression."""
    return Q(pk__in=RawSQL(sql, [expression]))  # noqa: S611 - what was typed is a parameter


def ranked_ids_sql(weighed: SQL, number: int) -> SQL:
    """Select the ids of the heaviest that are in a table `found`, in their order."""
    sql, params = weighed
    return RANKED_IDS_SQL.format(weighed=sql, number=number), params


def as_sql(pages: QuerySet) -> SQL:
    """Return a query as SQL, to be part of another."""
    sql, params = pages.query.get_compiler(connection=connection, elide_empty=False).as_sql()
    return sql, list(params)


def ids_of(pages: QuerySet) -> list[int]:
    """Return the ids of stories or other pages, in their order."""
    return ids_in(*as_sql(pages.values_list("pk")))


def fetch_rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Execute a query and return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
