"""What a search is narrowed down to: a section, an author, a topic, a period."""

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

KINDS = {"section": "Section", "author": "Author", "topic": "Topic", "period": "Period"}
RECENT = {"day": 1, "week": 7, "month": 30, "year": 365}  # in days
NAMES = {
    "day": "Past 24 hours",
    "week": "Past week",
    "month": "Past month",
    "year": "Past year",
}
YEAR = re.compile(r"(?!9999)[1-9]\d{3}", re.ASCII)  # that one has no day after it


class Time(NamedTuple):
    """A period that is chosen, by what it is called in the address."""

    key: str

    def __str__(self) -> str:
        return NAMES.get(self.key, self.key)

    @property
    def condition(self) -> Q:
        """What is so of its stories."""
        if self.key in RECENT:
            return Q(published_at__gt=timezone.now() - timedelta(days=RECENT[self.key]))
        year = Period(int(self.key))
        return between(year.first, year.after - ONE_DAY)


def between(first: date | None, last: date | None) -> Q:
    """Return the condition that a story was published in some days of the newspaper's clock."""
    zone = timezone.get_current_timezone()
    condition = Q()
    if first:
        condition &= Q(published_at__gte=datetime.combine(first, time(), zone))
    if last:
        condition &= Q(published_at__lte=datetime.combine(last, time.max, zone))
    return condition


def within(span: Span | None) -> Q:
    """Return the condition that a story was published in the time that somebody named."""
    return between(span.first, span.last) if span else Q()


@dataclass(frozen=True)
class Filters:
    """What is chosen; what is not there, or is none, is not chosen."""

    section: SectionPage | None = None
    author: Author | None = None
    topic: Topic | None = None
    period: Time | None = None

    @classmethod
    def read(cls, parameters: QueryDict) -> Self:
        """Read what the address says."""
        period = parameters.get("period", "")
        return cls(
            section=find(SectionPage, parameters.get("section")),
            author=find(Author, parameters.get("author")),
            topic=find(Topic, parameters.get("topic")),
            period=Time(period) if period in RECENT or YEAR.fullmatch(period) else None,
        )

    @property
    def parameters(self) -> dict[str, str | None]:
        """Say it in an address."""
        return {
            "section": self.section and self.section.slug,
            "author": self.author and self.author.slug,
            "topic": self.topic and self.topic.slug,
            "period": self.period and self.period.key,
        }

    @property
    def chosen(self) -> dict[str, str]:
        """What is chosen, as readers call it, by what kind it is."""
        subjects = {kind: getattr(self, kind) for kind in KINDS}
        return {kind: str(subject) for kind, subject in subjects.items() if subject}

    @property
    def conditions(self) -> dict[str, Q]:
        """What is so of the stories, by what is chosen."""
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
        return conditions


def find[S: (SectionPage, Author, Topic)](model: type[S], slug: str | None) -> S | None:
    """Return what a reader may see by its slug."""
    if not slug or not SLUG_PATTERN.fullmatch(slug):
        return None
    return model.objects.published().filter(slug=slug).first()
