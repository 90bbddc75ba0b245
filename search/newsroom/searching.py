"""What the admin's views that search for pages have in common."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from wagtail.models import Page, PageQuerySet

from search.newsroom.found_pages import FoundPages, add_excerpts, fetch_in_order
from search.newsroom.matching import Reach, found_ids
from search.newsroom.typed_words import TypedWords

DETAIL_CLASS = "newsroom-search__detail"  # hidden on small screens


class SearchingMixin:
    """Reads what is typed, whatever it is, and finds pages by it."""

    request: HttpRequest
    search_kwarg = "q"

    @cached_property
    def reach(self) -> Reach:
        """What the person may see."""
        return Reach(self.request.user)

    @cached_property
    def search_query(self) -> str:
        """What was typed."""
        return str(self.request.GET.get(self.search_kwarg, "")).strip()

    @cached_property
    def words(self) -> TypedWords:
        """The words of the query."""
        return TypedWords.read(self.search_query)

    @cached_property
    def is_searching(self) -> bool:
        """Whether anything was typed."""
        return bool(self.search_query)

    def found(self, pages: PageQuerySet, ids: Sequence[int] | None = None) -> FoundPages:
        """Return the pages found among some, by default the best first."""
        if ids is None:
            ids = found_ids(pages.filter(self.reach.matching(self.words)), self.words)
        return FoundPages(ids, lambda some: self.fetch(pages, some))

    def fetch(self, pages: PageQuerySet, ids: Sequence[int]) -> list[Any]:
        """Fetch some of the pages, each with an excerpt."""
        fetched: list[Page] = fetch_in_order(pages, ids)
        add_excerpts(fetched, self.reach, self.words)
        return fetched
