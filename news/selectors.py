"""What readers ask all day, written once: see `byline.prepared`."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from functools import partial
from operator import itemgetter
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from byline.pagecache import depends_on, expires_at, remember, remember_each, stale_by
from byline.prepared import give, is_given, prepared
from news.bodies import photos_to_fetch
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
from news.querysets import NEAREST, STORIES, DatedIds, next_embargo, pages_tags
from photos.pictures import fetch_shown

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
def newest_few() -> ValuesListQuerySet:
    """Find the newest stories of the paper, as many as stand beside a story and one more."""
    newest = ArticlePage.objects.published().originals().newest_first()
    return newest.values_list("pk", flat=True)[: RECENT + 1]


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
def newest_on(topics: list[int]) -> QuerySet[Topic, Any]:
    """Find the newest stories on each of some topics: as many as may be compared."""
    newest = ArticlePage.objects.published().originals().newest_first()
    newest = newest.filter(topics=OuterRef("pk"))
    return Topic.objects.filter(pk__in=topics).values_list("pk", DatedIds(newest[:NEAREST]))


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
    """Return what lists show of those of the stories that readers may see.

    Pages share them: nobody may change them.
    """
    ids = list(ids)
    depends_on(*pages_tags(ids))
    return remember_each(
        "card with bylines" if bylines else "card",
        ids,
        partial(find_cards, bylines=bylines),
        note_card,
    )


def find_cards(ids: list[int], *, bylines: bool) -> dict[int, ArticlePage]:
    """Find what lists show of stories, with one query, or two with the bylines."""
    found = {story.pk: story for story in cards_of(ids)}
    if bylines:
        give_bylines(found.values())
    return found


def note_card(story: ArticlePage) -> None:
    """Note what a list shows of a story, and that an alias goes where its source is hidden."""
    shown = [story, story.section, *([story.lead_photo] if story.lead_photo else [])]
    if is_given(story, "bylines"):
        shown += [byline.author for byline in story.bylines.all()]
    depends_on(*(one.shown_tag for one in shown), *pages_tags([story.source_id]))
    expires_at(story.expire_at)


def shown_around(story: ArticlePage) -> dict[str, list[ArticlePage]]:
    """Return the stories around one, and fetch the files of all photos together."""
    own = photos_to_fetch(story)
    recent, read_next = stories_around(story)
    lead = [(story.lead_photo, "lead")] if story.lead_photo else []
    beside = [(one.lead_photo, "thumbnail") for one in recent if one.lead_photo]
    under = [(one.lead_photo, "card") for one in read_next if one.lead_photo]
    fetch_shown([*lead, *own, *beside, *under])
    return {"recent": recent, "read_next": read_next}


def stories_around(story: ArticlePage) -> tuple[list[ArticlePage], list[ArticlePage]]:
    """Return the newest stories, which stand beside a story, and what to read next."""
    newest, next_ones = newest_besides(story.source_id), read_next_for(story)
    found = cards(dict.fromkeys([*newest, *next_ones]), bylines=False)
    recent, read_next = ([found[pk] for pk in ids if pk in found] for ids in (newest, next_ones))
    return recent, read_next


def newest_besides(story: int) -> list[int]:
    """Return the newest stories but for one."""
    newest = remember(("newest",), newest_few)
    return [pk for pk in newest if pk != story][:RECENT]


def read_next_for(story: ArticlePage) -> list[int]:
    """Return the stories that the editor of a story chose, or else some on the same topics."""
    places = [link.story_id for link in story.read_next.all()]
    found = cards(places, bylines=False)
    chosen = [pk for pk in places if pk in found]
    if others := [pk for pk in chosen if found[pk].source_id != story.source_id]:
        return others
    in_text = [block.value.get("story") for block in story.body.blocks_by_name("related")]
    besides = {story.source_id, *(other.pk for other in in_text if other)}
    return [pk for pk in on_topics(story) if pk not in besides][:READ_NEXT]


def on_topics(story: ArticlePage) -> list[int]:
    """Return the newest stories on a story's topics: those on most of them first.

    Only the newest on each are compared, so that it costs the same where a topic has thousands.
    Aliases are left out: each repeats a story that is there already.
    """
    topics = [topic.pk for topic in story.topics.all()]
    newest = remember_each("newest on", topics, lambda ids: dict(newest_on(ids)), note_newest)
    shared = Counter((at, pk) for stories in newest.values() for pk, at in stories or ())
    return [pk for (_at, pk), _n in sorted(shared.items(), key=itemgetter(1, 0), reverse=True)]


def note_newest(_ids: object) -> None:
    """Note that a list shows which stories there are."""
    depends_on(STORIES)
    stale_by(next_embargo)
