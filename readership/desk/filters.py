"""What the report of readers can be narrowed to."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets import AdminDateInput

from news.filters import ByNumberFilter
from news.models import ArticlePage, Byline, SectionPage
from readership.models import PopularChoice
from readership.numbers import Days, days_up_to_today

USUAL = 7  # days, the last of them today
# Nobody counted before, and databases and calendars differ about the beginning of time.
EARLIEST = MinValueValidator(date(1970, 1, 1))
LONGEST = 100  # characters of a name


def sections_of(_request: HttpRequest) -> QuerySet[SectionPage]:
    """Return the sections by name."""
    return SectionPage.objects.order_by("title")


class PeriodForm(forms.Form):
    """The form of the filters."""

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and first > last:
            raise ValidationError("The first day is after the last.")
        return self.cleaned_data


class ReadersFilterSet(WagtailFilterSet):
    """The filters of the report: the last days, unless others are asked for.

    A period that has no beginning, or no end, goes as far as there are numbers.
    """

    first = django_filters.DateFilter(
        label="From",
        widget=AdminDateInput,
        method="leave",
        validators=[EARLIEST],
        initial=lambda: days_up_to_today(USUAL).first,
        help_text="A day is one of UTC.",
    )
    last = django_filters.DateFilter(
        label="To",
        widget=AdminDateInput,
        method="leave",
        validators=[EARLIEST],
        initial=lambda: days_up_to_today(USUAL).last,
    )
    section = ByNumberFilter(label="Section", queryset=sections_of)
    author = django_filters.CharFilter(
        label="Author", method="by_author", max_length=LONGEST, help_text="A part of the name."
    )
    choice = django_filters.ChoiceFilter(
        label="Popular stories", choices=PopularChoice.Kind.choices, method="with_choice"
    )

    class Meta:
        model = ArticlePage
        form = PeriodForm
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None:
            data = data.copy()
            usual = days_up_to_today(USUAL)
            first = EARLIEST.limit_value if data.get("last") else usual.first
            for name, day in (("first", first), ("last", usual.last)):
                data[name] = data.get(name) or str(day)
        super().__init__(data, *args, **kwargs)

    @property
    def days(self) -> Days:
        """The period that is asked for."""
        return Days(self.form.cleaned_data["first"], self.form.cleaned_data["last"])

    def leave(self, stories: QuerySet, _name: str, _value: Any) -> QuerySet:
        """Leave the stories as they are: both days are looked at together."""
        return stories

    def by_author(self, stories: QuerySet, _name: str, author: str) -> QuerySet:
        """Keep stories with an author of that name over them."""
        bylines = Byline.objects.filter(article=OuterRef("pk"), author__name__icontains=author)
        return stories.filter(Exists(bylines))

    def with_choice(self, stories: QuerySet, _name: str, kind: str) -> QuerySet:
        """Keep stories of which an editor has said something that holds now."""
        return stories.filter(
            pk__in=PopularChoice.objects.in_force().filter(kind=kind).values("story")
        )
