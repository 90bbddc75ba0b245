"""The report of what crawlers ask for, and its export."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.forms import Media
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, NumberColumn

from readership.crawlers import CrawlerKind
from readership.desk.period_filters import PeriodFilterSet, PeriodForm
from readership.desk.period_report import PeriodReportView, ReportMenuItem
from readership.desk.permissions import PAGE_ACTIONS, policy, sees_readers
from seo.models import CrawlerRequests


class CrawlersFilterSet(PeriodFilterSet):
    """The filters of the report."""

    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=CrawlerKind.choices)

    class Meta:
        model = CrawlerRequests
        form = PeriodForm
        fields = ["kind"]


class CrawlersReportView(PeriodReportView):
    """How much each crawler asked for, day by day."""

    model = CrawlerRequests
    permission_policy = policy
    any_permission_required = PAGE_ACTIONS
    page_title = _("Crawlers")
    header_icon = "globe"
    verbose_name_plural = _("crawlers")
    index_url_name = "seo_desk:report"
    index_results_url_name = "seo_desk:report_results"
    results_template_name = "seo/admin/report_results.html"
    filterset_class = CrawlersFilterSet
    default_ordering = "-requests"
    export_filename = "crawlers"
    empty_message: Any = _("No crawler has asked for anything in this time.")
    table_classname = "listing"
    columns = [
        Column("day", label=_("Day"), sort_key="day"),
        Column("name", label=_("Crawler"), sort_key="name", classname="title"),
        Column("get_kind_display", label=_("Kind"), sort_key="kind"),
        NumberColumn("requests", label=_("Requests"), sort_key="requests"),
        NumberColumn("refused", label=_("Refused"), sort_key="refused"),
    ]
    # Of the cells that `to_row_dict` fills.
    export_headings = {
        "day": _("Day"),
        "name": _("Crawler"),
        "kind": _("Kind"),
        "requests": _("Requests"),
        "refused": _("Refused"),
    }
    list_export = list(export_headings)

    @property
    def media(self) -> Media:
        """Add the styles of reports."""
        return Media(css={"all": ["css/admin/readership.css"]})

    def get_filtered_queryset(self) -> QuerySet[CrawlerRequests]:
        """Return the filtered counts in order; none where the filters are invalid."""
        if not self.days:
            return CrawlerRequests.objects.none()
        counts = CrawlerRequests.objects.filter(day__range=(self.days.first, self.days.last))
        return self.order_queryset(self.filters.filter_queryset(counts))

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """Sort, ties by day and name."""
        return queryset.order_by(self.ordering, "-day", "name")

    def to_row_dict(self, item: CrawlerRequests) -> dict[str, Any]:
        """Return the exported cells."""
        return {
            "day": item.day,
            "name": item.name,
            "kind": item.get_kind_display(),
            "requests": item.requests,
            "refused": item.refused,
        }


def report_menu_item() -> ReportMenuItem:
    """Return the item for the reports menu."""
    label: Any = _("Crawlers")
    return ReportMenuItem(
        label,
        reverse_lazy("seo_desk:report"),
        test_user=sees_readers,
        name="crawlers",
        icon_name="globe",
        order=620,
    )
