"""The report of all polls for editors, and its export."""

from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet, Sum
from django.forms import Media
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import page_permission_policy

from byline.plugins.exports import SAFE_EXPORT_VALUES
from byline_polls.models import Answer, Poll

PAGE_ACTIONS = ["add", "change", "publish"]


def sees_polls(user: Any) -> bool:
    """Return whether the user may add, change or publish any pages."""
    return bool(page_permission_policy.user_has_any_permission(user, PAGE_ACTIONS))


def state_of(poll: Poll) -> str:
    """Return whether a poll is open."""
    return str(_("Closed")) if poll.is_closed else str(_("Open"))


def closes_text(poll: Poll) -> str:
    """Return when a poll closes, in the time zone of the person."""
    return date_format(timezone.localtime(poll.closes_at), "j F Y, H:i")


STYLES = Media(css={"all": ["byline_polls/report.css"]})


def edit_url(poll: Poll) -> str:
    """Return the address of the form of a poll's story."""
    return reverse("wagtailadmin_pages:edit", args=[poll.story_id])


class ResultColumn(Column):
    """The answers of a poll with their votes."""

    cell_template_name = "byline_polls/admin/result_cell.html"


class PollsReportView(ReportView):
    """The polls of the stories that a person may see, the newest first."""

    model = Poll
    permission_policy = page_permission_policy
    any_permission_required = PAGE_ACTIONS
    page_title = _("Polls")
    header_icon = "poll"
    index_url_name = "byline_polls:report"
    index_results_url_name = "byline_polls:report_results"
    export_filename = "polls"
    default_ordering = "-seen_at"
    columns = [
        TitleColumn("question", label=_("Question"), get_url=edit_url),
        Column("story", label=_("Story"), accessor="story.title", classname="polls__detail"),
        ResultColumn("result", label=_("Result")),
        NumberColumn("total", label=_("Votes"), sort_key="total"),
        Column("state", label=_("State"), accessor=state_of, classname="polls__detail"),
        Column("closes_at", label=_("Closes"), accessor=closes_text, sort_key="closes_at"),
    ]
    # Of the answers, a row each.
    export_headings = {
        "poll.story.title": _("Story"),
        "poll.question": _("Question"),
        "text": _("Answer"),
        "votes": _("Votes"),
        "poll.closes_at": _("Closes"),
    }
    list_export = list(export_headings)
    custom_value_preprocess = SAFE_EXPORT_VALUES

    def get_base_queryset(self) -> QuerySet[Poll]:
        """Return the polls with their votes."""
        stories = page_permission_policy.explorable_instances(self.request.user)
        shown = Q(answers__position__isnull=False)
        answers = Answer.objects.order_by(F("position").asc(nulls_last=True), "pk")
        return (
            Poll.objects.filter(story__in=stories.values("pk"))
            .select_related("story")
            .prefetch_related(Prefetch("answers", answers))
            .annotate(total=Sum("answers__votes", filter=shown, default=0))
        )

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the styles."""
        context = super().get_context_data(*args, **kwargs)
        return {**context, "media": context["media"] + STYLES}

    def as_spreadsheet(self, queryset: QuerySet[Poll], spreadsheet_format: str) -> Any:
        """Export the answers of the polls."""
        answers = Answer.objects.filter(poll__in=queryset.values("pk"), position__isnull=False)
        rows = answers.select_related("poll__story").order_by("-poll__seen_at", "poll", "position")
        return super().as_spreadsheet(rows, spreadsheet_format)


class ReportMenuItem(MenuItem):
    """The item for the report, for those who may see it."""

    def is_shown(self, request: Any) -> bool:
        """Return whether the person may see it."""
        return sees_polls(request.user)


def report_menu_item() -> MenuItem:
    """Return the item for the menu of reports."""
    return ReportMenuItem(
        _("Polls"), reverse_lazy("byline_polls:report"), name="polls", icon_name="poll", order=650
    )
