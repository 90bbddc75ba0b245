"""The filters of the report of readers."""

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from news.models import ArticlePage, Byline, SectionPage
from news.page_filters import ByNumberFilter
from readership.desk.period_filters import PeriodFilterSet, PeriodForm
from readership.records import PopularChoice
from recyclebin.models import IS_DELETED

AUTHOR_NAME_MAX_LENGTH = 100


def sections_of(_request: HttpRequest) -> QuerySet[SectionPage]:
    """Return the sections that are not in the bin, by title."""
    return SectionPage.objects.exclude(IS_DELETED).order_by("title")


class ReadersFilterSet(PeriodFilterSet):
    """Filters by period, section, author and choice."""

    section = ByNumberFilter(label="Section", queryset=sections_of)
    author = django_filters.CharFilter(
        label="Author",
        method="by_author",
        max_length=AUTHOR_NAME_MAX_LENGTH,
        help_text="A part of the name.",
    )
    choice = django_filters.ChoiceFilter(
        label="Popular stories", choices=PopularChoice.ChoiceKind.choices, method="with_choice"
    )

    class Meta:
        model = ArticlePage
        form = PeriodForm
        fields: list[str] = []

    def by_author(self, stories: QuerySet, _name: str, author: str) -> QuerySet:
        """Filter by a part of the name of an author."""
        bylines = Byline.objects.filter(article=OuterRef("pk"), author__name__icontains=author)
        return stories.filter(Exists(bylines))

    def with_choice(self, stories: QuerySet, _name: str, kind: str) -> QuerySet:
        """Filter by a choice that is in force."""
        return stories.filter(
            pk__in=PopularChoice.objects.in_force().filter(kind=kind).values("story")
        )
