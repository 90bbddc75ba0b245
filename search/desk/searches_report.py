"""The report of logged queries, and its export."""

from typing import Any

from django.db.models import F, QuerySet
from django.forms import Media
from django.http import HttpRequest
from django.urls import reverse_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, NumberColumn
from wagtail.contrib.search_promotions.models import Query

from readership.desk.period_report import PeriodReportView, ReportMenuItem
from search.desk.logged_queries import searches_in
from search.desk.permissions import PROMOTION_ACTIONS, policy, sees_searches
from search.desk.report_filters import SearchesFilterSet
from search.query_log import normalise


class PromotedColumn(BaseColumn):
    """Whether anything is promoted, and the way to promote or to edit it."""

    cell_template_name = "search/admin/promoted_cell.html"

    def get_cell_context_data(self, instance: Query, parent_context: Any) -> dict[str, Any]:
        """Add the user's permissions."""
        user = parent_context["request"].user
        return {
            **super().get_cell_context_data(instance, parent_context),
            "may_add": policy.user_has_permission(user, "add"),
            "may_change": policy.user_has_permission(user, "change"),
        }


class SearchesReportView(PeriodReportView):
    """The queries of a period, with the number of stories that they found last."""

    model = Query
    permission_policy = policy
    any_permission_required = PROMOTION_ACTIONS
    page_title = "Searches"
    header_icon = "search"
    verbose_name_plural = "searches"
    index_url_name = "search_desk:report"
    index_results_url_name = "search_desk:report_results"
    results_template_name = "search/admin/report_results.html"
    filterset_class = SearchesFilterSet
    is_searchable = True
    default_ordering = "-searches"
    export_filename = "searches"
    empty_message = "Nobody has searched for such a thing in this time."
    table_classname = "listing searches-report"
    columns = [
        Column("query_string", label="Words", sort_key="query_string", classname="title"),
        NumberColumn("searches", label="Searches", sort_key="searches"),
        NumberColumn("found", label="Stories found last time", sort_key="found"),
        DateColumn("asked_at", label="Last searched for", sort_key="asked_at"),
        PromotedColumn("is_promoted", label="Promoted results", sort_key="is_promoted"),
    ]
    # Of the cells that `to_row_dict` fills.
    export_headings = {
        "words": "Words",
        "searches": "Searches",
        "found": "Stories found last time",
        "asked_at": "Last searched for (UTC)",
        "is_promoted": "Promoted",
    }
    list_export = list(export_headings)

    @property
    def media(self) -> Media:
        """Add the look of the report."""
        return Media(css={"all": ["css/admin/readership.css", "css/admin/search.css"]})

    def get_filtered_queryset(self) -> QuerySet[Query]:
        """Return the filtered queries in order; none where the filters are invalid."""
        if not self.days:
            return Query.objects.none()
        searches = self.filters.filter_queryset(searches_in(self.days))
        return self.order_queryset(self.search_queryset(searches))

    def search_queryset(self, queryset: QuerySet[Query]) -> QuerySet[Query]:
        """Keep queries that contain the text; they are stored in lower case."""
        words = normalise(self.search_query)
        return queryset.filter(query_string__contains=words) if words else queryset

    def order_queryset(self, queryset: QuerySet[Query]) -> QuerySet[Query]:
        """Sort alike on every database (NULLs lowest), ties by the query."""
        column = F(self.ordering.removeprefix("-"))
        back = self.ordering.startswith("-")
        by = column.desc(nulls_last=True) if back else column.asc(nulls_first=True)
        return queryset.order_by(by, "query_string")

    def to_row_dict(self, item: Query) -> dict[str, Any]:
        """Return the cells of a search."""
        return {
            "words": item.query_string,
            "searches": item.searches,
            "found": item.found,
            "asked_at": item.asked_at,
            "is_promoted": "yes" if item.is_promoted else "no",
        }


def report_menu_item() -> ReportMenuItem:
    """Return the item for the reports menu."""
    return ReportMenuItem(
        "Searches",
        reverse_lazy("search_desk:report"),
        test_user=sees_searches,
        name="searches",
        icon_name="search",
        order=610,
    )


def remove_search_terms_report(_request: HttpRequest, items: list[MenuItem]) -> None:
    """Remove Wagtail's own report from the menu: this one has more."""
    items[:] = [item for item in items if item.name != "search-terms"]
