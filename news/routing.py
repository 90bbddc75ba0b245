"""The page at an address, found with one query where Wagtail makes two for each part of it."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet

from byline.prepared import give, prepared
from news.models import ArticlePage, BasePage, Correction, ReadNext, SectionPage, Topic


@prepared
def stories_at(slug: str, url_path: str) -> QuerySet[ArticlePage]:
    """Find the story at an address, and whether readers may see it."""
    stories = ArticlePage.objects.live().select_related("section", "lead_photo")
    stories = stories.filter(slug=slug, url_path=url_path).with_visibility().order_by("pk")
    return stories.annotate(
        has_corrections=Exists(Correction.objects.filter(article=OuterRef("pk"))),
        has_read_next=Exists(ReadNext.objects.filter(article=OuterRef("pk"))),
    )


@prepared
def topics_of(story: int) -> QuerySet[Topic]:
    """Find the topics of a story."""
    return Topic.objects.filter(articles=story)


@prepared
def corrections_of(story: int) -> QuerySet[Correction]:
    """Find the corrections of a story."""
    return Correction.objects.filter(article=story)


@prepared
def read_next_of(story: int) -> QuerySet[ReadNext]:
    """Find the stories to read next that an editor chose."""
    return ReadNext.objects.filter(article=story)


@prepared
def sections_at(slug: str, url_path: str) -> QuerySet[SectionPage]:
    """Find the section at an address, and whether readers may see it."""
    sections = SectionPage.objects.live().with_visibility()
    return sections.filter(slug=slug, url_path=url_path).order_by("pk")


def page_at(front: str, slugs: Sequence[str]) -> BasePage | None:
    """Return the section or the story at an address below a front page, if it is live.

    Whether its time has come is checked by its own `route()`.
    """
    url_path = f"{front}{'/'.join(slugs)}/"
    if len(slugs) == 2:
        return story_at(slugs[1], url_path)
    return next(iter(sections_at(slugs[0], url_path)), None) if len(slugs) == 1 else None


def story_at(slug: str, url_path: str) -> ArticlePage | None:
    """Return the story at an address, with the relations that its page shows."""
    for story in stories_at(slug, url_path):
        ArticlePage.objects.attach_bylines([story])
        give(story, "topics", topics_of(story.pk))
        give(story, "corrections", corrections_of(story.pk) if story.has_corrections else [])
        give(story, "read_next", read_next_of(story.pk) if story.has_read_next else [])
        return story
    return None
