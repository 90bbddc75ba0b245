"""The stories that may stand on the front page: a few facts of each, with two queries."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import F, JSONField, OuterRef, QuerySet, Subquery

from news.models import ArticlePage, SectionPage
from news.querysets import ArticleQuerySet

# How many of the newest are looked at: of each section, of the whole paper, of the opinions.
OF_A_SECTION = 12
OF_ALL = 60
OPINIONS = 12


class Candidate(NamedTuple):
    """What decides where a story stands."""

    pk: int
    section: int
    label: str
    at: datetime
    photo: int | None

    @property
    def is_news(self) -> bool:
        """Tell whether it may stand on top by itself: no opinion, nothing somebody paid for."""
        return self.label not in {ArticlePage.Label.OPINION, ArticlePage.Label.SPONSORED}

    @property
    def is_opinion(self) -> bool:
        """Tell whether it stands among the opinions."""
        return self.label == ArticlePage.Label.OPINION


class Ids(Subquery):
    """The ids of the first stories of a query, as a list."""

    template = "(SELECT jsonb_agg(story) FROM (%(subquery)s) AS first)"
    output_field = JSONField()

    def __init__(self, stories: ArticleQuerySet, number: int) -> None:
        super().__init__(stories.newest_first().values(story=F("pk"))[:number])

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Build the list as SQLite does."""
        template = self.template.replace("jsonb_agg", "json_group_array")
        return self.as_sql(compiler, connection, template, **context)


def sections_with_newest() -> QuerySet[SectionPage]:
    """Return the sections, each with the ids of its newest stories, and those of the paper.

    One query, in which the database walks along an index from the newest story of each
    section, however many stories lie behind. Whoever calls puts the sections into order, and
    leaves out what repeats another story: asked for either, SQLite reads every page there is,
    as it does to find the sections unless their type, of which there is an index, is named.
    """
    stories = ArticlePage.objects.published()
    sections = SectionPage.objects.published().exact_type(SectionPage).order_by()
    return sections.annotate(
        newest=Ids(stories.filter(section=OuterRef("pk")), OF_A_SECTION),
        newest_of_all=Ids(stories, OF_ALL),
        opinions=Ids(stories.filter(label=ArticlePage.Label.OPINION), OPINIONS),
    )


def find_candidates(sections: Iterable[SectionPage], others: set[int]) -> dict[int, Candidate]:
    """Return the newest stories of the sections, and others, newest first: published ones."""
    ids = set(others)
    for section in sections:
        for found in (section.newest, section.newest_of_all, section.opinions):
            ids.update(found or [])
    stories = ArticlePage.objects.published().originals().filter(pk__in=ids).newest_first()
    facts = ("pk", "section_id", "label", "published_at", "lead_photo_id")
    return {row[0]: Candidate(*row) for row in stories.values_list(*facts)}
