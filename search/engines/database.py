"""What the engines inside a database have in common."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import connection
from django.db.models import Func, Q, QuerySet
from django.db.models.expressions import RawSQL

from byline.prepared import ids_in
from news.models import ArticlePage
from news.querysets import ArticleQuerySet
from search.query_parser import Clause
from search.stories import StoryTexts

# So many of the newest stories that fit are found. No reader looks through more, and to look at
# all of them would take longer with every story that is published.
MAX_STORIES_FOUND = 5_000

# Lists what is in a table `found`, the heaviest first.
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
    """Narrows queries on stories down to those that have certain terms."""

    # Selects the ids of the stories that match what a parameter says.
    match_query: ClassVar[str]

    def __init__(self, max_stories: int = MAX_STORIES_FOUND) -> None:
        self.max_stories = max_stories

    @abstractmethod
    def write(self, stories: Sequence[tuple[ArticlePage, StoryTexts]]) -> None:
        """Put the terms of the stories into the index, in place of what it had of them."""

    @abstractmethod
    def expression(
        self, wanted: Sequence[Clause], unwanted: Sequence[Clause], *, match_any: bool
    ) -> str:
        """Say in the database's own language what a story has to have: all of it, or some."""

    @abstractmethod
    def found(self, expression: str, within: Q) -> Q | Func:
        """Return the condition that a story is found by an expression, where a condition holds."""

    @abstractmethod
    def rank_sql(self, wanted: Sequence[Clause], *, match_any: bool = False) -> SQL:
        """Select id, weight and date of what is in a table `found`, by how well it fits."""

    @abstractmethod
    def prefix_matching(self, stories: ArticleQuerySet, typed: Sequence[str]) -> ArticleQuerySet:
        """Keep the stories whose headlines have words that begin so."""

    def matching(
        self,
        stories: ArticleQuerySet,
        wanted: Sequence[Clause],
        unwanted: Sequence[Clause] = (),
        *,
        within: Q | None = None,
        match_any: bool = False,
    ) -> ArticleQuerySet:
        """Keep the stories that have all that is wanted, or some, and nothing that is unwanted."""
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
        """Tell of a number of stories that was found whether `matching` left others out."""
        return not wanted and number == self.max_stories

    def best(
        self,
        stories: ArticleQuerySet,
        wanted: Sequence[Clause],
        number: int,
        *,
        match_any: bool = False,
    ) -> list[int]:
        """Return the ids of those of the stories that fit best, the best first."""
        found, params = as_sql(stories.order_by().values_list("pk", "published_at"))
        first, more = ranked_ids_sql(self.rank_sql(wanted, match_any=match_any), number)
        return ids_in(BEST_IDS_SQL.format(found=found, first=first), [*params, *more])


def matches(sql: str, expression: str) -> Q:
    """Return the condition that a story is among those that a query selects by an expression."""
    return Q(pk__in=RawSQL(sql, [expression]))  # noqa: S611 - readers' words are a parameter


def ranked_ids_sql(weighed: SQL, number: int) -> SQL:
    """Select the ids of the heaviest that are in a table `found`, in their order."""
    sql, params = weighed
    return RANKED_IDS_SQL.format(weighed=sql, number=number), params


def as_sql(stories: QuerySet) -> SQL:
    """Return a query as SQL, to be part of another."""
    sql, params = stories.query.get_compiler(connection=connection, elide_empty=False).as_sql()
    return sql, list(params)


def ids_of(stories: ArticleQuerySet) -> list[int]:
    """Return the ids of stories."""
    return ids_in(*as_sql(stories.values_list("pk")))


def fetch_rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return what a query gives."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
