"""The manager of stories: queries that pages for readers make, and the cards of lists."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from functools import cached_property
from types import MethodType
from typing import Any

from django.db.models import OuterRef, QuerySet
from wagtail.models import PageManager

from byline.pagecache import depends_on, expires_at, stale_at
from byline.prepared import Prepared, give, is_given, prepared
from news.querysets import (
    ArticleQuerySet,
    DatedIds,
    pages_tags,
    related_model,
    stale_when_released,
    topic_tag,
)

# How many of the newest stories stand beside a story.
RECENT_STORIES_LIMIT = 6
# How many of the newest stories on each topic are compared by how many topics they share.
COMPARED_STORIES_LIMIT = 50


def prepared_query(build: Callable[..., QuerySet]) -> cached_property[Prepared[...]]:
    """Compile the query that a manager's method builds once: see `byline.prepared`."""
    return cached_property(lambda manager: prepared(MethodType(build, manager)))


class ArticleManager(PageManager.from_queryset(ArticleQuerySet)):  # type: ignore[misc]
    """Queries for stories of which only the values differ, and the cards they are shown as."""

    @prepared_query
    def cards_of(self, ids: list[int]) -> ArticleQuerySet:
        """Find those of the stories that readers may see."""
        visible = self.visible().filter(pk__in=ids)
        return visible.order_by().for_cards(bylines=False)

    @prepared_query
    def bylines_of(self, stories: list[int]) -> QuerySet:
        """Find the bylines of stories."""
        bylines = related_model(self.model, "bylines").objects
        return bylines.filter(article__in=stories).select_related("author")

    @prepared_query
    def newest_few(self) -> ArticleQuerySet:
        """Find the newest stories of the paper, as many as stand beside a story and one more."""
        newest = self.published().originals().newest_first()
        return newest.values_list("pk", flat=True)[: RECENT_STORIES_LIMIT + 1]

    @prepared_query
    def newest_on(self, topics: list[int]) -> QuerySet:
        """Find the newest stories on each of some topics: as many as may be compared."""
        newest = self.visible().originals().newest_first().filter(topics=OuterRef("pk"))
        found = related_model(self.model, "topics").objects.filter(pk__in=topics)
        return found.values_list("pk", DatedIds(newest[:COMPARED_STORIES_LIMIT]))

    @prepared_query
    def releases_on(self, topics: list[int], after: datetime) -> QuerySet:
        """Find when the next story on some topics appears by the clock."""
        waiting = self.filter(topics__in=topics, live=True, published_at__gt=after)
        return waiting.order_by("published_at").values_list("published_at", flat=True)[:1]

    @prepared_query
    def visibility_of(self, ids: list[int]) -> ArticleQuerySet:
        """Find stories, each with whether readers may see it."""
        stories = self.with_visibility().filter(pk__in=ids)
        return stories.order_by().defer_streamfields()

    def cards(self, ids: Iterable[int], *, bylines: bool = True) -> dict[int, Any]:
        """Return those of the stories that readers may see, as lists show them, by id."""
        wanted = {*ids}
        depends_on(*pages_tags(wanted))
        found = self.find_cards([*wanted], bylines=bylines) if wanted else {}
        stale_when_released(wanted - found.keys())
        for story in found.values():
            note_card(story)
        return found

    def find_cards(self, ids: list[int], *, bylines: bool) -> dict[int, Any]:
        """Find the stories as lists show them, with one query, or two with the bylines."""
        found = {story.pk: story for story in self.cards_of(ids)}
        if bylines:
            self.attach_bylines(found.values())
        return found

    def attach_bylines(self, stories: Collection[Any]) -> None:
        """Set the bylines of stories, with one query."""
        found = defaultdict(list)
        for byline in self.bylines_of([story.pk for story in stories]) if stories else ():
            found[byline.article_id].append(byline)
        for story in stories:
            give(story, "bylines", found[story.pk])

    def newest_besides(self, story: int | None) -> list[int]:
        """Return the newest stories but for one."""
        return [pk for pk in self.newest_few() if pk != story][:RECENT_STORIES_LIMIT]

    def newest_by_topic(self, topics: list[int]) -> dict[int, list[tuple[int, str]] | None]:
        """Return the newest stories on each topic, with their dates; None where there are none."""
        if not topics:
            return {}
        depends_on(*map(topic_tag, topics))
        stale_at(lambda after: next(iter(self.releases_on(topics, after)), None))
        return dict(self.newest_on(topics))


def note_card(story: Any) -> None:
    """Record the tags of a card; an alias is hidden with its source."""
    shown = [story, story.section, *([story.lead_photo] if story.lead_photo else [])]
    if is_given(story, "bylines"):
        shown += [byline.author for byline in story.bylines.all()]
    depends_on(*(one.cache_tag for one in shown), *pages_tags([story.source_id]))
    expires_at(story.expire_at)
