"""The readers of one story, and the form of the editor's choice."""

from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.views.pages.utils import GenericPageBreadcrumbsMixin
from wagtail.admin.widgets.button import Button

from byline.zones import own_zone, zone_name
from news.models import ArticlePage
from readership import reader_counts
from readership.desk.charts import Chart, build_chart
from readership.desk.permissions import PAGE_ACTIONS, policy, stories_of
from readership.desk.popular_choice import FOLLOW_READERS, PopularChoiceForm, choice_of, save_choice
from readership.reader_counts import DayRange
from readership.windows import DAY, HOUR, hour_of, start_of

CHART_HOURS = 48
# By default, and with `?days=366`.
CHART_DAYS = 90
LONG_CHART_DAYS = 366


class StoryReadersView(
    PermissionCheckedMixin, GenericPageBreadcrumbsMixin, WagtailAdminTemplateMixin, TemplateView
):
    """Shows the readers of a story by hour and by day; saves the editor's choice."""

    permission_policy = policy
    any_permission_required = PAGE_ACTIONS
    template_name = "readership/admin/story.html"
    page_title = "Readers"
    header_icon = "view"

    @property
    def media(self) -> Media:
        """Add the styles of the charts."""
        return Media(css={"all": ["css/admin/readership.css"]}) + self.form.media

    @cached_property
    def object(self) -> ArticlePage:
        """The story. Raises Http404 if the user cannot see it in the page explorer."""
        stories = stories_of(self.request.user).defer_streamfields().with_visibility()
        story: ArticlePage | None = (
            stories.filter(pk=self.kwargs["number"]).select_related("section").first()
        )
        if story is None:
            raise Http404
        return story

    @cached_property
    def may_choose(self) -> bool:
        """Whether the user may choose: those who may publish the story."""
        return bool(self.object.permissions_for_user(self.request.user).can_publish())

    @cached_property
    def form(self) -> PopularChoiceForm:
        """The posted form, or one with the choice in force."""
        if self.request.method == "POST":
            return PopularChoiceForm(self.request.POST)
        made = choice_of(self.object)
        kind, until = (made.kind, made.until) if made else (FOLLOW_READERS, None)
        return PopularChoiceForm(initial={"kind": kind, "until": until})

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the readers; an alias redirects to its original."""
        if self.object.alias_of_id:
            return redirect("readership_desk:story", self.object.alias_of_id)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save the choice."""
        if not self.may_choose or self.object.alias_of_id:
            raise PermissionDenied
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(**kwargs))
        cleaned = self.form.cleaned_data
        save_choice(self.object, cleaned["kind"], cleaned["until"], request.user)
        messages.success(request, "Saved. Readers see it within a minute.")
        return redirect("readership_desk:story", self.object.pk)

    def get_page_subtitle(self) -> str:
        """Return the title of the story."""
        return str(self.object.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the ancestors of the story as breadcrumbs."""
        return [*self.breadcrumbs_items, {"url": "", "label": "Readers"}]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Return links to the report, the editor and the history."""
        report = reverse("readership_desk:report")
        buttons = [Button("All stories by readers", url=report, icon_name="table", priority=10)]
        may = self.object.permissions_for_user(self.request.user)
        if may.can_edit():
            address = reverse("wagtailadmin_pages:edit", args=[self.object.pk])
            buttons.append(Button("Edit", url=address, icon_name="edit", priority=20))
        if may.can_view_revisions():
            address = reverse("wagtailadmin_pages:history", args=[self.object.pk])
            buttons.append(Button("History", url=address, icon_name="history", priority=30))
        return buttons

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the sums, the charts and the form."""
        more = self.request.GET.get("days") == str(LONG_CHART_DAYS)
        shown = self.first_day(LONG_CHART_DAYS if more else CHART_DAYS)
        today = reader_counts.today()
        readers = reader_counts.by_day(self.object, min(shown, today - 29 * DAY))
        sums = [
            (label, sum(readers[today - n * DAY] for n in range(days)))
            for label, days in (("Today", 1), ("7 days", 7), ("30 days", 30))
        ]
        period = DayRange(shown, today)
        days = [(label_day(d), readers[d]) for d in reader_counts.days_between(period)]
        return {
            **super().get_context_data(**kwargs),
            "story": self.object,
            "sums": [*sums, ("In all", reader_counts.total_readers(self.object))],
            "charts": [self.by_hour(), build_chart("days", "Readers by day", "Day (UTC)", days)],
            "more": LONG_CHART_DAYS if not more and shown > self.began else None,
            "choice": choice_of(self.object),
            "form": self.form if self.may_choose else None,
            "media": self.media,
            "zone": zone_name(own_zone()),
        }

    def by_hour(self) -> Chart:
        """Return the chart of the last hours, from the publication on."""
        last = reader_counts.this_hour()
        first = max(last - (CHART_HOURS - 1) * HOUR, start_of(self.began))
        readers = reader_counts.by_hour(self.object, first)
        starts = [*readers, last]
        if self.published:
            starts.append(hour_of(self.published))
        hours = reader_counts.hours_between(max(first, min(starts)), last)
        read = [(label_hour(hour), readers[hour]) for hour in hours]
        return build_chart("hours", "Readers by hour", "Hour", read)

    @cached_property
    def began(self) -> date:
        """The first day of the story on which readers were counted."""
        starts = [reader_counts.today(), reader_counts.first_read(self.object)]
        starts.append(self.published.date() if self.published else None)
        return max(min(day for day in starts if day), reader_counts.counted_since())

    def first_day(self, most: int) -> date:
        """Return the first of at most `most` days to show."""
        return max(self.began, reader_counts.days_up_to_today(most).first)

    @property
    def published(self) -> datetime | None:
        """When the story was first published, in UTC."""
        at = self.object.published_at or self.object.first_published_at
        return at.astimezone(UTC) if at else None


def label_hour(hour: datetime) -> str:
    """Format an hour in the user's time zone."""
    return f"{timezone.localtime(hour):%-d %b, %H:%M}"


def label_day(day: date) -> str:
    """Format a day."""
    return f"{day:%-d %b %Y}"
