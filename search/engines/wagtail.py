"""A search server, through any of Wagtail's own backends.

Wagtail maintains its index; visibility is decided by the database.
"""

from collections.abc import Sequence
from functools import reduce
from operator import and_, or_

from django.db.models import Q
from wagtail.search.backends import get_search_backend
from wagtail.search.backends.base import BaseSearchResults
from wagtail.search.query import Phrase, PlainText, SearchQuery

from news.models import ArticlePage
from news.querysets import ArticleQuerySet
from search.query_parser import Clause, ParsedQuery
from search.stories import StoryTexts

# The best results that are fetched; more are not counted.
SERVER_RESULTS_LIMIT = 1_000


class SearchServer:
    """Finds stories by what Wagtail indexes of them."""

    def write(self, stories: Sequence[tuple[ArticlePage, StoryTexts]]) -> None:
        """Do nothing: Wagtail's own signal handlers index them."""

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
        stories = stories.filter(within or Q())
        if wanted:
            stories = stories.filter(pk__in=matching_ids(wanted, match_any=match_any))
        if unwanted:
            stories = stories.exclude(pk__in=matching_ids(unwanted, match_any=True))
        return stories

    def is_partial(
        self, number: int, wanted: Sequence[Clause], unwanted: Sequence[Clause], within: Q
    ) -> bool:
        """Return whether there may be more than were fetched."""
        if not wanted or number <= SERVER_RESULTS_LIMIT / 2:
            return False
        return len(matching_ids(wanted, match_any=False)) == SERVER_RESULTS_LIMIT

    def expression(
        self, wanted: Sequence[Clause], unwanted: Sequence[Clause], *, match_any: bool
    ) -> None:
        """Return None: the database cannot query the server."""

    def rank_sql(self, query: ParsedQuery, *, match_any: bool = False) -> None:
        """Return None: the server ranks."""

    def best(
        self,
        stories: ArticleQuerySet,
        query: ParsedQuery,
        number: int,
        *,
        match_any: bool = False,
    ) -> list[int]:
        """Return the ids of those of the stories that fit best, the best first."""
        there = set(stories.order_by().values_list("pk", flat=True))
        ids = matching_ids(query.wanted, match_any=match_any)
        return [pk for pk in ids if pk in there][:number]

    def prefix_matching(self, stories: ArticleQuerySet, typed: Sequence[str]) -> ArticleQuerySet:
        """Keep the stories whose headlines have words with these prefixes."""
        begun = get_search_backend().autocomplete(" ".join(typed), indexed_stories())
        return stories.filter(pk__in=ids_of(begun))


def matching_ids(clauses: Sequence[Clause], *, match_any: bool) -> list[int]:
    """Return the ids of stories that match all clauses, or any, the best first."""
    queries: list[SearchQuery] = [
        Phrase(clause.words) if clause.is_quoted else PlainText(clause.words) for clause in clauses
    ]
    query = reduce(or_ if match_any else and_, queries)
    return ids_of(get_search_backend().search(query, indexed_stories()))


def indexed_stories() -> ArticleQuerySet:
    """Return the stories that Wagtail indexes; nothing of them is fetched but their ids."""
    return ArticlePage.objects.live().only("pk")


def ids_of(results: BaseSearchResults) -> list[int]:
    """Return the ids of the best results, the best first."""
    return [story.pk for story in results[:SERVER_RESULTS_LIMIT]]
