"""Pages at an address, each found with one query."""

from django.db.models import Exists, OuterRef, QuerySet

from byline.prepared import give, prepared
from news.models import ArticlePage, Correction, ReadNext, SectionPage, Topic


@prepared
def stories_at(slug: str, url_path: str) -> QuerySet[ArticlePage]:
    """Find the story at an address; its time has come, but perhaps not everybody may read it."""
    stories = ArticlePage.objects.live().in_time().select_related("section", "lead_photo")
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
    """Find what an editor sends the readers of a story on to."""
    return ReadNext.objects.filter(article=story)


@prepared
def sections_at(slug: str, url_path: str) -> QuerySet[SectionPage]:
    """Find the section at an address."""
    sections = SectionPage.objects.live().in_time()
    return sections.filter(slug=slug, url_path=url_path).order_by("pk")


def story_at(slug: str, url_path: str) -> ArticlePage | None:
    """Return the story at an address, with what its own page shows of it."""
    for story in stories_at(slug, url_path):
        ArticlePage.objects.give_bylines([story])
        give(story, "topics", topics_of(story.pk))
        give(story, "corrections", corrections_of(story.pk) if story.has_corrections else [])
        give(story, "read_next", read_next_of(story.pk) if story.has_read_next else [])
        return story
    return None
