"""The admin's list of pages, searched as the newsroom's search does."""

from typing import Any

from wagtail import hooks
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page, PageQuerySet

from news.edit_views import CreatePageView, EditPageView
from search.engines.database import ids_of
from search.newsroom.found_pages import FoundPages
from search.newsroom.matching import FOUND_PAGES_LIMIT
from search.newsroom.search_view import NewsroomSearchView
from search.newsroom.searching import SearchingMixin


class SearchedIndexView(SearchingMixin, ExplorableIndexView):
    """The pages below one."""

    def search_queryset(self, queryset: PageQuerySet) -> PageQuerySet | FoundPages:
        """Keep the pages that match what was typed."""
        if not self.is_searching:
            return super().search_queryset(queryset)
        for hook in hooks.get_hooks("construct_explorer_page_queryset"):
            queryset = hook(self.parent_page, queryset, self.request)
        if not self.is_explicitly_ordered:
            return self.found(queryset)
        matching = queryset.filter(self.reach.matching(self.words))
        return self.found(queryset, ids_of(matching[:FOUND_PAGES_LIMIT]))


class NewsroomPageViewSet(PageViewSet):
    """Wagtail's views of pages, with our searches and forms."""

    model: Any = Page
    add_view_class = CreatePageView
    edit_view_class = EditPageView
    search_view_class = NewsroomSearchView
    index_view_class = SearchedIndexView
