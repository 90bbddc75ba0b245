"""The stories that may stand on the front page: a few facts of each, with two queries."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, QuerySet

from byline.prepared import prepared
from news.models import ArticlePage, SectionPage
from news.querysets import ArticleQuerySet, Ids

# How many of the newest are looked at: of each section, of the whole paper, of the opinions.
SECTION_CANDIDATES_LIMIT = 12
NEWEST_CANDIDATES_LIMIT = 60
OPINION_CANDIDATES_LIMIT = 12


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


def sections_with_newest() -> list[SectionPage]:
    """Return the sections, each with the ids of its newest stories, and those of the paper."""
    return sections_of_type(ContentType.objects.get_for_model(SectionPage).pk)


@prepared
def sections_of_type(content_type_id: int) -> QuerySet[SectionPage]:
    """Find the sections, each with the ids of its newest stories, and those of the paper.

    One query, in which the database walks along an index from the newest story of each
    section, however many stories lie behind. Whoever calls puts the sections into order, and
    leaves out what repeats another story: asked for either, SQLite reads every page there is,
    as it does to find the sections unless their type, of which there is an index, is named.
    """
    stories = ArticlePage.objects.published()
    stories = stories.newest_first()
    sections = SectionPage.objects.published().filter(content_type=content_type_id).order_by()
    return sections.annotate(
        newest=Ids(stories.filter(section=OuterRef("pk"))[:SECTION_CANDIDATES_LIMIT]),
        newest_of_all=Ids(stories[:NEWEST_CANDIDATES_LIMIT]),
        opinions=Ids(stories.filter(label=ArticlePage.Label.OPINION)[:OPINION_CANDIDATES_LIMIT]),
    )


def find_candidates(sections: Iterable[SectionPage], others: set[int]) -> dict[int, Candidate]:
    """Return the newest stories of the sections, and others, newest first: published ones."""
    ids = set(others)
    for section in sections:
        for found in (section.newest, section.newest_of_all, section.opinions):
            ids.update(found or [])
    return {row[0]: Candidate(*row) for row in candidate_rows(list(ids))}


@prepared
def candidate_rows(ids: list[int]) -> ArticleQuerySet:
    """Find what decides where the stories stand."""
    stories = ArticlePage.objects.published().originals().filter(pk__in=ids).newest_first()
    return stories.values_list("pk", "section_id", "label", "published_at", "lead_photo_id")
