"""The admin list of comments, which is the moderation queue."""

import re
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.forms import Media
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import BaseColumn, BulkActionsCheckboxColumn, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from comments.desk.filterset import ALL_STATES, SEARCH_MAX_LENGTH, CommentFilterSet
from comments.desk.permissions import ban_policy, moderated_by
from comments.models import ReaderComment, Report, State
from comments.selectors import open_work_in

COMMENT_NUMBER_PATTERN = re.compile(r"\s*(?:no\.?|>>|#)?\s*(\d{1,10})\s*", re.IGNORECASE | re.ASCII)
# The rest unfolds.
EXCERPT_MAX_LENGTH = 280


class TextColumn(BaseColumn):
    """Text and author of a comment, with a link to its view."""

    cell_template_name = "comments/admin/text_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """Add the URL of the comment and the length of the excerpt."""
        context = super().get_cell_context_data(instance, parent_context)
        query = parent_context["request"].GET.copy()
        query.pop("p", None)
        address = reverse("comments_desk:edit", args=[instance.pk])
        return {
            **context,
            "url": with_query(address, query.urlencode()),
            "excerpt": EXCERPT_MAX_LENGTH,
        }


class StoryColumn(BaseColumn):
    """The story that a comment is on, and its section."""

    cell_template_name = "comments/admin/story_cell.html"


class StateColumn(BaseColumn):
    """State of a comment, why it waits, and its open reports."""

    cell_template_name = "comments/admin/state_cell.html"


class CommentIndexView(generic.IndexView):
    """The comments that the user moderates."""

    model = ReaderComment
    any_permission_required = ["change"]
    page_title = "Comments"
    index_url_name = "comments_desk:index"
    index_results_url_name = "comments_desk:index_results"
    filterset_class = CommentFilterSet
    default_ordering = "-posted_at"
    paginate_by = 20
    table_classname = "listing desk-list"
    search_fields = ["comment", "user_name"]
    search_backend_name = None
    template_name = "comments/admin/index.html"
    results_template_name = "comments/admin/index_results.html"
    columns = [
        BulkActionsCheckboxColumn("bulk_actions", obj_type="comment"),
        TextColumn("comment", label="Comment", classname="title"),
        StoryColumn("story", label="Story", width="22%"),
        DateColumn("posted_at", label="Written", sort_key="posted_at", width="10%"),
        StateColumn("state", label="State", width="18%"),
    ]

    @property
    def media(self) -> Media:
        """Add the CSS of the desk."""
        return Media(css={"all": ["css/admin/comments.css"]})

    def get_base_queryset(self) -> QuerySet[ReaderComment]:
        """Return the comments that the user moderates, with counts of open reports."""
        reports = Report.objects.filter(comment=OuterRef("pk"), settled_at=None).order_by()
        number = Subquery(
            reports.values("comment").annotate(number=Count("pk")).values("number"),
            output_field=IntegerField(),
        )
        return (
            moderated_by(self.request.user)
            .select_related("story__section", "user")
            .defer("story__body")
            .annotate(open_reports=Coalesce(number, 0))
        )

    @cached_property
    def search_query(self) -> str:
        """Cut the query: databases refuse very long patterns."""
        return super().search_query[:SEARCH_MAX_LENGTH]

    def search_queryset(self, queryset: QuerySet[ReaderComment]) -> QuerySet[ReaderComment]:
        """Search texts and names, and a comment's number."""
        text = self.search_query
        if not text:
            return queryset
        condition = Q(comment__icontains=text) | Q(user_name__icontains=text)
        if found := COMMENT_NUMBER_PATTERN.fullmatch(text):
            condition |= Q(pk=int(found[1]))
        return queryset.filter(condition)

    def filter_queryset(self, queryset: QuerySet[ReaderComment]) -> QuerySet[ReaderComment]:
        """Return nothing for invalid filters, never more than was filtered for."""
        if not self.filters.is_valid():
            return queryset.none()
        return self.filters.filter_queryset(queryset)

    @cached_property
    def state(self) -> str:
        """The state that is filtered by."""
        return self.filters.data.get("state") or State.PENDING

    def get_ordering(self) -> str:
        """Sort waiting comments oldest first, others newest first."""
        if self.is_explicitly_ordered or self.state != State.PENDING:
            return super().get_ordering()
        return "posted_at"

    def order_queryset(self, queryset: QuerySet[ReaderComment]) -> QuerySet[ReaderComment]:
        """Sort comments of the same time by number."""
        back = self.ordering.startswith("-")
        return queryset.order_by(self.ordering, "-pk" if back else "pk")

    @cached_property
    def tabs(self) -> list[dict[str, Any]]:
        """The tabs above the list, with counts."""
        waiting, reported = open_work_in(moderated_by(self.request.user))
        is_reports = self.state == ALL_STATES and self.filters.data.get("reported") == "true"
        tabs = [
            ("Waiting", f"{waiting:,}", "", self.state == State.PENDING),
            ("Reported", f"{reported:,}", "?state=all&reported=true", is_reports),
            ("All", None, "?state=all", self.state == ALL_STATES and not is_reports),
        ]
        names = ("label", "count", "query", "is_current")
        return [dict(zip(names, tab, strict=True)) for tab in tabs]

    @cached_property
    def can_ban(self) -> bool:
        """Return whether the user may ban."""
        return ban_policy.user_has_permission(self.request.user, "add")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Link to the bans."""
        if not self.can_ban:
            return []
        return [HeaderButton("Bans", url=reverse("comments_bans:index"), icon_name="lock")]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the tabs."""
        context = super().get_context_data(*args, **kwargs)
        context["media"] += self.media
        return {**context, "tabs": self.tabs}


def with_query(address: str, query: str) -> str:
    """Return an address with a query, if there is one."""
    return f"{address}?{query}" if query else address
