"""The filters of a search: section, author, topic, period."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, Self

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from news.archive import ONE_DAY, Period
from news.list_links import SLUG_PATTERN
from news.models import ArticlePage, Author, Byline, SectionPage, Topic
from search.dates import Span
from search.plugin_facets import PluginChoice, choices_in

FACET_LABELS = {"section": "Section", "author": "Author", "topic": "Topic", "period": "Period"}
RECENT_PERIOD_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}  # in days
RECENT_PERIOD_LABELS = {
    "day": "Past 24 hours",
    "week": "Past week",
    "month": "Past month",
    "year": "Past year",
}
YEAR_PATTERN = re.compile(r"(?!9999)[1-9]\d{3}", re.ASCII)  # that one has no day after it


class PublicationPeriod(NamedTuple):
    """The chosen period, by its parameter in the address."""

    key: str

    def __str__(self) -> str:
        return RECENT_PERIOD_LABELS.get(self.key, self.key)

    @property
    def condition(self) -> Q:
        """The condition of its stories."""
        if self.key in RECENT_PERIOD_DAYS:
            return Q(published_at__gt=timezone.now() - timedelta(days=RECENT_PERIOD_DAYS[self.key]))
        year = Period(int(self.key))
        return published_between(year.first, year.after - ONE_DAY)


def between(field: str, first: date | None, last: date | None) -> Q:
    """Return the condition that a moment is in some days of the newspaper's clock."""
    zone = timezone.get_current_timezone()
    condition = Q()
    if first:
        condition &= Q((f"{field}__gte", datetime.combine(first, time(), zone)))
    if last:
        condition &= Q((f"{field}__lte", datetime.combine(last, time.max, zone)))
    return condition


def published_between(first: date | None, last: date | None) -> Q:
    """Return the condition that a story was published in some days."""
    return between("published_at", first, last)


def published_within(span: Span | None) -> Q:
    """Return the condition that a story was published in a span."""
    return published_between(span.first, span.last) if span else Q()


@dataclass(frozen=True)
class Filters:
    """The active filters. Invalid ones are ignored."""

    section: SectionPage | None = None
    author: Author | None = None
    topic: Topic | None = None
    period: PublicationPeriod | None = None
    of_plugins: tuple[PluginChoice, ...] = ()

    @classmethod
    def read(cls, parameters: QueryDict) -> Self:
        """Parse the parameters of an address."""
        period = parameters.get("period", "")
        is_period = period in RECENT_PERIOD_DAYS or YEAR_PATTERN.fullmatch(period)
        return cls(
            section=find_published(SectionPage, parameters.get("section")),
            author=find_published(Author, parameters.get("author")),
            topic=find_published(Topic, parameters.get("topic")),
            period=PublicationPeriod(period) if is_period else None,
            of_plugins=tuple(choices_in(parameters)),
        )

    @property
    def parameters(self) -> dict[str, str | None]:
        """The parameters of its address."""
        return {
            "section": self.section and self.section.slug,
            "author": self.author and self.author.slug,
            "topic": self.topic and self.topic.slug,
            "period": self.period and self.period.key,
            **{choice.facet.key: choice.value for choice in self.of_plugins},
        }

    @property
    def chosen(self) -> dict[str, str]:
        """The names of the active filters, by facet."""
        subjects = {kind: getattr(self, kind) for kind in FACET_LABELS}
        chosen = {kind: str(subject) for kind, subject in subjects.items() if subject}
        return chosen | {choice.facet.key: choice.label for choice in self.of_plugins}

    @property
    def labels(self) -> dict[str, str]:
        """The names of the facets."""
        return FACET_LABELS | {c.facet.key: c.facet.label for c in self.of_plugins}

    @property
    def conditions(self) -> dict[str, Q]:
        """The conditions of the active filters, by facet."""
        conditions = {}
        if self.section:
            conditions["section"] = Q(section=self.section)
        if self.author:
            bylines = Byline.objects.filter(author=self.author)
            conditions["author"] = Q(pk__in=bylines.values("article"))
        if self.topic:
            about = ArticlePage.topics.through.objects.filter(topic=self.topic)
            conditions["topic"] = Q(pk__in=about.values("articlepage"))
        if self.period:
            conditions["period"] = self.period.condition
        return conditions | {choice.facet.key: choice.condition for choice in self.of_plugins}


def find_published[S: (SectionPage, Author, Topic)](model: type[S], slug: str | None) -> S | None:
    """Return the published object with a slug."""
    if not slug or not SLUG_PATTERN.fullmatch(slug):
        return None
    return model.objects.published().filter(slug=slug).first()
