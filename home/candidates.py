"""The stories that may stand on the front page, fetched with two queries."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, QuerySet

from byline.prepared import prepared
from news.models import ArticlePage, SectionPage
from news.querysets import ArticleQuerySet, Ids

# Newest stories considered: per section, of the whole newspaper, of the opinions.
SECTION_CANDIDATES_LIMIT = 12
NEWEST_CANDIDATES_LIMIT = 60
OPINION_CANDIDATES_LIMIT = 12


class Candidate(NamedTuple):
    """The columns that decide where a story stands."""

    pk: int
    section: int
    label: str
    at: datetime
    photo: int | None

    @property
    def is_news(self) -> bool:
        """Whether it may stand on top unplaced: no opinion, not sponsored."""
        return self.label not in {ArticlePage.Label.OPINION, ArticlePage.Label.SPONSORED}

    @property
    def is_opinion(self) -> bool:
        """Whether it stands among the opinions."""
        return self.label == ArticlePage.Label.OPINION


def sections_with_newest() -> list[SectionPage]:
    """Return the published sections with ids of newest stories: see `sections_of_type`."""
    return sections_of_type(ContentType.objects.get_for_model(SectionPage).pk)


@prepared
def sections_of_type(content_type_id: int) -> QuerySet[SectionPage]:
    """Return the sections, each with the ids of its newest stories and of those of the newspaper.

    One query, which reads an index from the newest story of each section on, however many there
    are. The caller sorts the sections and leaves out aliases: for either SQLite would scan all
    pages, as it would without the condition on the content type, which is indexed.
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
    """Return the published stories among the newest of the sections and `others`, newest first."""
    ids = set(others)
    for section in sections:
        for found in (section.newest, section.newest_of_all, section.opinions):
            ids.update(found or [])
    return {row[0]: Candidate(*row) for row in candidate_rows(list(ids))}


@prepared
def candidate_rows(ids: list[int]) -> ArticleQuerySet:
    """Return the fields of `Candidate` for published stories with these ids."""
    stories = ArticlePage.objects.published().originals().filter(pk__in=ids).newest_first()
    return stories.values_list("pk", "section_id", "label", "published_at", "lead_photo_id")
