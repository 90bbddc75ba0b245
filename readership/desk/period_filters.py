"""The period filters of reports."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db.models import QuerySet
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets import AdminDateInput

from readership.reader_counts import DayRange, days_up_to_today

DEFAULT_PERIOD_DAYS = 7  # including today
# Before anything was counted, and within the range of every database.
EARLIEST_DAY_VALIDATOR = MinValueValidator(date(1970, 1, 1))


class PeriodForm(forms.Form):
    """The form of `PeriodFilterSet`."""

    def clean(self) -> dict[str, Any]:
        """Reject a period that ends before it begins."""
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and first > last:
            raise ValidationError("The first day is after the last.")
        return self.cleaned_data


class PeriodFilterSet(WagtailFilterSet):
    """Filters for the first and the last day of a period, by default the last few days.

    With only one of them the period is open at the other end.
    """

    first = django_filters.DateFilter(
        label="From",
        widget=AdminDateInput,
        method="filter_nothing",
        validators=[EARLIEST_DAY_VALIDATOR],
        initial=lambda: days_up_to_today(DEFAULT_PERIOD_DAYS).first,
        help_text="A day is one of UTC.",
    )
    last = django_filters.DateFilter(
        label="To",
        widget=AdminDateInput,
        method="filter_nothing",
        validators=[EARLIEST_DAY_VALIDATOR],
        initial=lambda: days_up_to_today(DEFAULT_PERIOD_DAYS).last,
    )

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None:
            data = data.copy()
            usual = days_up_to_today(DEFAULT_PERIOD_DAYS)
            first = EARLIEST_DAY_VALIDATOR.limit_value if data.get("last") else usual.first
            for name, day in (("first", first), ("last", usual.last)):
                data[name] = data.get(name) or str(day)
        super().__init__(data, *args, **kwargs)

    @property
    def days(self) -> DayRange:
        """The chosen period."""
        return DayRange(self.form.cleaned_data["first"], self.form.cleaned_data["last"])

    def filter_nothing(self, found: QuerySet, _name: str, _value: Any) -> QuerySet:
        """Return the queryset unchanged: the report reads both fields from `days`."""
        return found
