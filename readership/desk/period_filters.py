"""From one day to another: what reports of the newsroom are about."""

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

DEFAULT_PERIOD_DAYS = 7  # days, the last of them today
# Nobody counted before, and databases and calendars differ about the beginning of time.
EARLIEST_DAY_VALIDATOR = MinValueValidator(date(1970, 1, 1))


class PeriodForm(forms.Form):
    """The form of the filters."""

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and first > last:
            raise ValidationError("The first day is after the last.")
        return self.cleaned_data


class PeriodFilterSet(WagtailFilterSet):
    """The last days, unless others are asked for.

    A period that has no beginning, or no end, goes as far as there are numbers.
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
        """The period that is asked for."""
        return DayRange(self.form.cleaned_data["first"], self.form.cleaned_data["last"])

    def filter_nothing(self, found: QuerySet, _name: str, _value: Any) -> QuerySet:
        """Leave what is listed as it is: both days are looked at together."""
        return found
