"""The filters of the list of comments."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.widgets import BooleanRadioSelect

from comments.desk.permissions import comment_policy
from comments.models import ReaderComment, State
from comments.selectors import is_reported
from news.models import ArticlePage, SectionPage
from news.page_filters import ByNumberFilter

ALL_STATES = "all"
SEARCH_MAX_LENGTH = 100


def sections_of(request: HttpRequest) -> QuerySet[SectionPage]:
    """Return the sections that the user moderates."""
    return comment_policy.sections(request.user)


def stories_of(request: HttpRequest) -> QuerySet[ArticlePage]:
    """Return the stories whose comments the user moderates."""
    stories = ArticlePage.objects.defer_streamfields()
    return stories.filter(section__in=comment_policy.sections(request.user))


class CommentFilterSet(WagtailFilterSet):
    """The filters of the queue; without a state, waiting comments."""

    state = django_filters.ChoiceFilter(
        label="State",
        choices=[*State.choices, (ALL_STATES, "All")],
        initial=State.PENDING,
        empty_label=None,
        widget=forms.RadioSelect,
        method="in_state",
    )
    reported = django_filters.BooleanFilter(
        label="Reported", widget=BooleanRadioSelect, method="with_reports"
    )
    section = ByNumberFilter(label="Section", field_name="story__section", queryset=sections_of)
    headline = django_filters.CharFilter(
        label="Headline",
        field_name="story__title",
        lookup_expr="icontains",
        max_length=SEARCH_MAX_LENGTH,
    )
    story = ByNumberFilter(
        label="Story",
        queryset=stories_of,
        widget=forms.NumberInput,
        help_text="Its number. A headline in the list leads there.",
    )
    visitor = django_filters.CharFilter(
        label="Visitor",
        max_length=32,
        lookup_expr="startswith",
        help_text="The key of the visitor, or its beginning.",
    )
    posted_at = django_filters.DateFromToRangeFilter(label="Date", widget=DateRangePickerWidget)

    class Meta:
        model = ReaderComment
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and not data.get("state"):
            data = data.copy()
            data["state"] = State.PENDING
        super().__init__(data, *args, **kwargs)

    def in_state(self, comments: QuerySet, _name: str, state: str) -> QuerySet:
        """Keep comments in a state."""
        return comments if state == ALL_STATES else comments.filter(state=state)

    def with_reports(self, comments: QuerySet, _name: str, reported: bool) -> QuerySet:  # noqa: FBT001
        """Keep comments with an open report, or those without one."""
        return comments.filter(is_reported() if reported else ~is_reported())
