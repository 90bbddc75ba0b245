"""The filters of the report of searches."""

import django_filters
from django.db.models import QuerySet
from wagtail.contrib.search_promotions.models import Query

from readership.desk.period_filters import PeriodFilterSet, PeriodForm

FOUND_CHOICES = [("nothing", "Found nothing"), ("stories", "Found stories")]
PROMOTED_CHOICES = [("yes", "Promoted"), ("no", "Not promoted")]


class SearchesFilterSet(PeriodFilterSet):
    """The filters of the report."""

    found = django_filters.ChoiceFilter(
        label="Found last time", choices=FOUND_CHOICES, method="by_found"
    )
    promoted = django_filters.ChoiceFilter(
        label="Promoted results", choices=PROMOTED_CHOICES, method="by_promoted"
    )

    class Meta:
        model = Query
        form = PeriodForm
        fields: list[str] = []

    def by_found(self, searches: QuerySet, _name: str, value: str) -> QuerySet:
        """Keep searches that found nothing the last time, or those that found stories."""
        return searches.filter(**{"found" if value == "nothing" else "found__gt": 0})

    def by_promoted(self, searches: QuerySet, _name: str, value: str) -> QuerySet:
        """Keep searches that an editor has answered, or the others."""
        return searches.filter(is_promoted=value == "yes")
