"""What readers ask all day, written once: see `byline.prepared`."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from byline.pagecache import depends_on
from byline.prepared import give, prepared
from news.models import (
    ArticlePage,
    Byline,
    Correction,
    ReadNext,
    SectionPage,
    SectionPlacement,
    StoryListPage,
    Topic,
)
from news.models.articles import READ_NEXT, RECENT
from news.paging import DEEPEST
from news.querysets import pages_tags

OFFERED = DEEPEST * StoryListPage.stories_per_page + 1
type ValuesListQuerySet = QuerySet[ArticlePage, Any]


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
def bylines_of(stories: list[int]) -> QuerySet[Byline]:
    """Find the bylines of stories."""
    return Byline.objects.filter(article__in=stories).select_related("author")


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


@prepared
def cards_of(ids: list[int]) -> QuerySet[ArticlePage]:
    """Find those of the stories that readers may see."""
    visible = ArticlePage.objects.published(on=[]).filter(pk__in=ids)
    return visible.order_by().for_cards(bylines=False)


@prepared
def newest_besides(story: int) -> QuerySet[ArticlePage]:
    """Find the newest stories but for one.

    Found by their numbers first: otherwise SQLite reads every story, section by section.
    """
    newest = ArticlePage.objects.published().originals().newest_first().exclude(pk=story)
    stories = ArticlePage.objects.filter(pk__in=newest.values("pk")[:RECENT])
    return stories.newest_first().for_cards(bylines=False)


@prepared
def newest_ids() -> ValuesListQuerySet:
    """Find the newest stories of the paper, as many as its list offers and one more."""
    newest = ArticlePage.objects.published().originals().newest_first()
    return newest.values_list("pk", flat=True)[:OFFERED]


@prepared
def newest_ids_in(section: int, besides: list[int]) -> ValuesListQuerySet:
    """Find the newest stories of a section, but for some and what repeats them."""
    newest = ArticlePage.objects.published(on=[]).newest_first().filter(section=section)
    newest = newest.exclude(Q(pk__in=besides) | Q(alias_of__in=besides))
    return newest.values_list("pk", flat=True)[:OFFERED]


@prepared
def oldest() -> ValuesListQuerySet:
    """Find when the first story was published."""
    stories = ArticlePage.objects.published().originals().order_by("published_at")
    return stories.values_list("published_at", flat=True)[:1]


@prepared
def placements_of(section: int) -> QuerySet[SectionPlacement]:
    """Find what editors placed on the front of a section."""
    return SectionPlacement.objects.filter(page=section)


@prepared
def on_topics(topics: list[int], besides: list[int]) -> QuerySet[ArticlePage]:
    """Find stories on some topics, but for some stories."""
    stories = ArticlePage.objects.published().exclude(pk__in=besides)
    return stories.sharing_topics(topics).for_cards(bylines=False)[:READ_NEXT]


@prepared
def stories_with_visibility(ids: list[int]) -> QuerySet[ArticlePage]:
    """Find stories, each with whether readers may see it."""
    stories = ArticlePage.objects.with_visibility().filter(pk__in=ids)
    return stories.order_by().defer_streamfields()


def story_at(slug: str, url_path: str) -> ArticlePage | None:
    """Return the story at an address, with what its own page shows of it."""
    for story in stories_at(slug, url_path):
        give_bylines([story])
        give(story, "topics", topics_of(story.pk))
        give(story, "corrections", corrections_of(story.pk) if story.has_corrections else [])
        give(story, "read_next", read_next_of(story.pk) if story.has_read_next else [])
        return story
    return None


def give_bylines(stories: Collection[ArticlePage]) -> None:
    """Give stories their bylines, with one query."""
    found = defaultdict(list)
    for byline in bylines_of([story.pk for story in stories]) if stories else ():
        found[byline.article_id].append(byline)
    for story in stories:
        give(story, "bylines", found[story.pk])


def cards(ids: Iterable[int], *, bylines: bool = True) -> dict[int, ArticlePage]:
    """Return what lists show of those of the stories that readers may see."""
    ids = list(ids)
    depends_on(*pages_tags(ids))
    found = {story.pk: story for story in cards_of(ids)} if ids else {}
    if bylines:
        give_bylines(found.values())
    return found


def read_next_for(story: ArticlePage) -> list[ArticlePage]:
    """Return the stories that the editor of a story chose, or else some on the same topics."""
    places = [link.story_id for link in story.read_next.all()]
    found = cards(places, bylines=False)
    chosen = [found[pk] for pk in places if pk in found]
    if others := [other for other in chosen if other.source_id != story.source_id]:
        return others
    if not (topics := [topic.pk for topic in story.topics.all()]):
        return []
    in_text = [block.value.get("story") for block in story.body.blocks_by_name("related")]
    return on_topics(topics, [story.source_id, *(other.pk for other in in_text if other)])
