"""The filters of the newsroom's search."""

from datetime import date
from functools import cached_property, reduce
from operator import or_
from typing import Any

import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import BigIntegerField, Q
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets import AdminDateInput
from wagtail.models import Page, PageQuerySet, Revision

from news.choosers import explorable_by
from news.models import ArticlePage, Author, SectionPage, Topic
from news.page_filters import ByNumberFilter
from search.newsroom.matching import Reach, in_review
from search.newsroom.page_words import PLAIN_NEWS, author_facet, label_facet, topic_facet
from search.story_filters import between

STATUS_CHOICES = [
    ("draft", _("Draft, never published")),
    ("review", _("In review")),
    ("scheduled", _("Scheduled")),
    ("embargoed", _("Embargoed")),
    ("live", _("Live")),
    ("changed", _("Live, with changes to publish")),
    ("expired", _("Expired")),
    ("unpublished", _("Taken down")),
]
KIND_CHOICES = [("story", _("Stories")), ("section", _("Sections")), ("other", _("Other pages"))]
LABEL_CHOICES = [(value or PLAIN_NEWS, label) for value, label in ArticlePage.Label.choices]
# So many authors or topics with a name like the one typed are looked for.
NAMESAKES_LIMIT = 50
PUBLISHED, CHANGED = "articlepage__published_at", "latest_revision_created_at"
# Within the range of every database, in every time zone.
DAY_VALIDATORS = [MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2200, 1, 1))]


def status_condition(status: str) -> Q:
    """Return the condition that a page has a status."""
    now = timezone.now()
    is_expired = Q(expired=True) | Q(expire_at__lte=now)
    is_embargoed = Q(live=True, articlepage__published_at__gt=now)
    is_scheduled = Q(pk__in=scheduled_ids())
    is_out = Q(live=False) & ~is_scheduled
    return {
        "draft": is_out & Q(first_published_at=None),
        "review": in_review(),
        "scheduled": is_scheduled,
        "embargoed": is_embargoed & ~is_expired,
        "live": Q(live=True) & ~is_expired & ~is_embargoed,
        "changed": Q(live=True, has_unpublished_changes=True),
        "expired": is_expired,
        "unpublished": is_out & ~is_expired & Q(first_published_at__isnull=False),
    }[status]


def scheduled_ids() -> Any:
    """Return the ids of the pages of which a revision is scheduled."""
    revisions = Revision.page_revisions.filter(approved_go_live_at__isnull=False)
    return revisions.annotate(page_id=Cast("object_id", BigIntegerField())).values("page_id")


def listed_sections(request: Any) -> Any:
    """Return the sections that lists show to the person."""
    listed = explorable_by(request.user).values("pk")
    return SectionPage.objects.filter(pk__in=listed).order_by("title")


class DayFilter(django_filters.DateFilter):
    """The first or the last day."""

    def __init__(self, label: Any, method: str) -> None:
        super().__init__(
            label=label, method=method, widget=AdminDateInput, validators=DAY_VALIDATORS
        )


class NewsroomFilterSet(WagtailFilterSet):
    """Narrows a search down by what is known of a page, within what the person may see of it."""

    status = django_filters.MultipleChoiceFilter(
        label=_("Status"),
        choices=STATUS_CHOICES,
        method="by_status",
        widget=forms.CheckboxSelectMultiple,
    )
    section = ByNumberFilter(
        label=_("Section"), queryset=listed_sections, method="by_section", empty_label=_("Any")
    )
    author = django_filters.CharFilter(
        label=_("Author"), method="by_author", help_text=_("The name, or a part of it.")
    )
    topic = django_filters.CharFilter(
        label=_("Topic"), method="by_topic", help_text=_("The name, or a part of it.")
    )
    label = django_filters.MultipleChoiceFilter(
        label=_("Label"),
        choices=LABEL_CHOICES,
        method="by_label",
        widget=forms.CheckboxSelectMultiple,
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=KIND_CHOICES, method="by_kind", empty_label=_("Any")
    )
    published_from = DayFilter(_("Published from"), "by_first_day")
    published_to = DayFilter(_("Published to"), "by_last_day")
    changed_from = DayFilter(_("Changed from"), "by_first_change")
    changed_to = DayFilter(_("Changed to"), "by_last_change")

    class Meta:
        model = Page
        fields: list[str] = []

    @cached_property
    def reach(self) -> Reach:
        """What the person may see."""
        return Reach(self.request.user)

    def by_status(self, pages: PageQuerySet, _name: str, chosen: list[str]) -> PageQuerySet:
        """Keep the pages with any of the statuses."""
        return pages.filter(reduce(or_, map(status_condition, chosen))) if chosen else pages

    def by_section(self, pages: PageQuerySet, _name: str, section: SectionPage) -> PageQuerySet:
        """Keep a section and what is in it."""
        return pages.filter(path__startswith=section.path)

    def by_author(self, pages: PageQuerySet, _name: str, name: str) -> PageQuerySet:
        """Keep the stories by authors with the name."""
        authors = Author.objects.filter(name__icontains=name)[:NAMESAKES_LIMIT]
        return pages.filter(self.reach.with_facets(list(map(author_facet, authors))))

    def by_topic(self, pages: PageQuerySet, _name: str, name: str) -> PageQuerySet:
        """Keep the stories on topics with the name."""
        topics = Topic.objects.filter(name__icontains=name)[:NAMESAKES_LIMIT]
        return pages.filter(self.reach.with_facets(list(map(topic_facet, topics))))

    def by_label(self, pages: PageQuerySet, _name: str, chosen: list[str]) -> PageQuerySet:
        """Keep the stories with any of the labels."""
        labels = list(map(label_facet, chosen))
        return pages.filter(self.reach.with_facets(labels)) if chosen else pages

    def by_kind(self, pages: PageQuerySet, _name: str, kind: str) -> PageQuerySet:
        """Keep stories, sections, or other pages."""
        stories, sections = pages.type(ArticlePage), pages.type(SectionPage)
        if kind == "other":
            return pages.not_type(ArticlePage, SectionPage)
        return stories if kind == "story" else sections

    def by_first_day(self, pages: PageQuerySet, _name: str, day: date) -> PageQuerySet:
        """Keep what was published since a day."""
        return pages.filter(between(PUBLISHED, day, None))

    def by_last_day(self, pages: PageQuerySet, _name: str, day: date) -> PageQuerySet:
        """Keep what was published until a day, inclusive."""
        return pages.filter(between(PUBLISHED, None, day))

    def by_first_change(self, pages: PageQuerySet, _name: str, day: date) -> PageQuerySet:
        """Keep what was changed since a day."""
        return pages.filter(between(CHANGED, day, None))

    def by_last_change(self, pages: PageQuerySet, _name: str, day: date) -> PageQuerySet:
        """Keep what was changed until a day, inclusive."""
        return pages.filter(between(CHANGED, None, day))
