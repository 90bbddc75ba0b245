"""What the list of comments can be narrowed to."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.widgets import BooleanRadioSelect

from comments.desk.permissions import comment_policy
from comments.models import ReaderComment, State
from comments.querysets import is_reported
from news.models import ArticlePage, SectionPage
from news.page_filters import ByNumberFilter

ALL = "all"
LONGEST = 100  # characters of what is looked for


def sections_of(request: HttpRequest) -> QuerySet[SectionPage]:
    """Return the sections that whoever asks moderates."""
    return comment_policy.sections(request.user)


def stories_of(request: HttpRequest) -> QuerySet[ArticlePage]:
    """Return the stories whose comments whoever asks moderates."""
    stories = ArticlePage.objects.defer_streamfields()
    return stories.filter(section__in=comment_policy.sections(request.user))


class CommentFilterSet(WagtailFilterSet):
    """The filters of the queue: those that wait, unless something else is asked for."""

    state = django_filters.ChoiceFilter(
        label="State",
        choices=[*State.choices, (ALL, "All")],
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
        label="Headline", field_name="story__title", lookup_expr="icontains", max_length=LONGEST
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
        return comments if state == ALL else comments.filter(state=state)

    def with_reports(self, comments: QuerySet, _name: str, reported: bool) -> QuerySet:  # noqa: FBT001
        """Keep comments with an open report, or those without one."""
        return comments.filter(is_reported() if reported else ~is_reported())
