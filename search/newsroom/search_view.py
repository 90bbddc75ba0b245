"""The newsroom's search in the admin."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, DateColumn
from wagtail.admin.ui.tables.pages import (
    BulkActionsColumn,
    PageStatusColumn,
    PageTitleColumn,
    ParentPageColumn,
)
from wagtail.admin.views.pages.search import SearchView
from wagtail.models import Page, PageQuerySet

from news.choosers import explorable_by
from search.newsroom.filters import NewsroomFilterSet
from search.newsroom.found_pages import FoundPages
from search.newsroom.matching import FOUND_PAGES_LIMIT, found_ids
from search.newsroom.searching import DETAIL_CLASS, SearchingMixin

NEWEST_FIRST = "-latest_revision_created_at"
# By the sort keys of the columns.
ORDERINGS: dict[str, Any] = {
    "title": F("title").asc(),
    "-title": F("title").desc(),
    "published": F("articlepage__published_at").asc(nulls_last=True),
    "-published": F("articlepage__published_at").desc(nulls_last=True),
    "latest_revision_created_at": F("latest_revision_created_at").asc(nulls_last=True),
    NEWEST_FIRST: F("latest_revision_created_at").desc(nulls_last=True),
}


class FoundTitleColumn(PageTitleColumn):
    """The headline, the names and an excerpt."""

    cell_template_name = "search/admin/found_title_cell.html"

    def get_cell_context_data(self, instance: Page, parent_context: Any) -> dict[str, Any]:
        """Add what small screens show here instead of in columns."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        section = vars(instance).get("_parent_page")
        return {**context, "published_at": published_at(instance), "section": section}


class FoundStatusColumn(PageStatusColumn):
    """The status, and until when there is an embargo."""

    cell_template_name = "search/admin/found_status_cell.html"

    def get_cell_context_data(self, instance: Page, parent_context: Any) -> dict[str, Any]:
        """Add the end of the embargo."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        begins_at = published_at(instance)
        is_embargoed = bool(instance.live and begins_at and begins_at > now())
        return {**context, "embargoed_until": begins_at if is_embargoed else None}


def published_at(page: Page) -> Any:
    """Return when a page was published."""
    return getattr(page, "published_at", None) or page.first_published_at


class NewsroomSearchView(SearchingMixin, SearchView):
    """Finds pages by all that the person may read of them, drafts included."""

    verbose_name = _("page")
    verbose_name_plural = _("pages")
    filterset_class = NewsroomFilterSet
    results_template_name = "search/admin/found_pages.html"
    columns: Sequence[BaseColumn] = [
        BulkActionsColumn("bulk_actions"),
        FoundTitleColumn("title", label=_("Headline"), sort_key="title", classname="title"),
        ParentPageColumn("parent", label=_("Section"), classname=DETAIL_CLASS),
        DateColumn(
            "published",
            label=_("Published"),
            accessor=published_at,
            sort_key="published",
            classname=DETAIL_CLASS,
        ),
        DateColumn(
            "latest_revision_created_at",
            label=_("Changed"),
            sort_key="latest_revision_created_at",
            classname=DETAIL_CLASS,
        ),
        FoundStatusColumn("status", label=_("Status")),
    ]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the pages found; those changed last where nothing is searched for."""
        return super(SearchView, self).get(request)

    def get_ordering(self) -> str | None:
        """Return the order that was asked for; None for the best first."""
        asked = self.request.GET.get("ordering", "")
        if asked in ORDERINGS:
            return asked
        return None if self.words else NEWEST_FIRST

    def get_queryset(self) -> FoundPages:
        """Find pages, within what lists show to the person."""
        order = ORDERINGS[self.ordering] if self.ordering else None
        ids = found_ids(self.matching_pages(), self.words, order)
        return self.found(self.annotate_queryset(Page.objects.all()), ids)

    def matching_pages(self) -> PageQuerySet:
        """Return the pages that match the words and fit the filters; none for invalid ones."""
        pages = explorable_by(self.request.user).filter(depth__gt=1)
        if not self.filters.is_valid():
            return pages.none()
        pages = self.filters.filter_queryset(pages)
        return pages.filter(self.reach.matching(self.words)) if self.is_searching else pages

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the orders to choose from, and what to say where nothing is found."""
        context: dict[str, Any] = super(SearchView, self).get_context_data(**kwargs)
        return {
            **context,
            "words": self.words,
            "newest_first": NEWEST_FIRST,
            "is_partial": context["paginator"].count == FOUND_PAGES_LIMIT,
            "filters_are_valid": self.filters.is_valid(),
        }
