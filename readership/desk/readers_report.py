"""The report of stories by readers, and its export."""

from collections import Counter
from typing import Any

from django.forms import Media
from django.urls import reverse_lazy
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, NumberColumn

from news.models import ArticlePage
from readership.desk.period_report import PeriodReportView, ReportMenuItem
from readership.desk.permissions import PAGE_ACTIONS, policy, sees_readers, stories_of
from readership.desk.read_stories import ReadStories
from readership.desk.readers_filters import ReadersFilterSet
from readership.reader_counts import readers_in


class HeadlineColumn(BaseColumn):
    """The headline, linked to the readers of the story."""

    cell_template_name = "readership/admin/headline_cell.html"


def bylines(story: ArticlePage) -> str:
    """Return the bylines of a story as a text."""
    return ", ".join(str(byline) for byline in story.bylines.all())


def choice(story: ArticlePage) -> str:
    """Return the label of the choice in force for a story; empty without one."""
    made = getattr(story, "popular_choice", None)
    return str(made.get_kind_display()) if made and made.is_in_force else ""


class ReadersReportView(PeriodReportView):
    """Stories by their readers over a period."""

    model = ArticlePage
    permission_policy = policy
    any_permission_required = PAGE_ACTIONS
    page_title = "Readers"
    header_icon = "view"
    verbose_name_plural = "stories"
    index_url_name = "readership_desk:report"
    index_results_url_name = "readership_desk:report_results"
    results_template_name = "readership/admin/report_results.html"
    filterset_class = ReadersFilterSet
    default_ordering = "-readers"
    export_filename = "readers"
    empty_message = "Nobody has read such a story in this time."
    table_classname = "listing readers-report"
    columns = [
        HeadlineColumn("headline", label="Headline", sort_key="title", classname="title"),
        NumberColumn("readers", label="Readers", sort_key="readers"),
        Column("section", accessor="section.title", sort_key="section__title"),
        Column("bylines", accessor=bylines),
        DateColumn("published_at", label="Published", sort_key="published_at"),
        Column("choice", label="Popular stories", accessor=choice),
    ]
    # The keys are those of `to_row_dict`.
    export_headings = {
        "headline": "Headline",
        "readers": "Readers",
        "section": "Section",
        "bylines": "Bylines",
        "published": "Published (UTC)",
        "is_published": "Published now",
        "choice": "Popular stories",
    }
    list_export = list(export_headings)

    @property
    def media(self) -> Media:
        """Add the styles of the report."""
        return Media(css={"all": ["css/admin/readership.css"]})

    def get_filtered_queryset(self) -> ReadStories:
        """Return the filtered stories in order; none if the filters are invalid."""
        stories = stories_of(self.request.user)
        if not self.days:
            return ReadStories(stories, Counter(), self.default_ordering)
        found = self.filters.filter_queryset(stories)
        return ReadStories(found, readers_in(found, self.days), self.ordering)

    def to_row_dict(self, item: ArticlePage) -> dict[str, Any]:
        """Return the exported cells of a story."""
        return {
            "headline": item.title,
            "readers": item.readers,
            "section": item.section.title,
            "bylines": bylines(item),
            "published": item.published_at,
            "is_published": "yes" if item.is_published else "no",
            "choice": choice(item),
        }


def report_menu_item() -> ReportMenuItem:
    """Return the item for the reports menu."""
    return ReportMenuItem(
        "Readers",
        reverse_lazy("readership_desk:report"),
        test_user=sees_readers,
        name="readers",
        icon_name="view",
        order=600,
    )
