"""Stories as the API shows them."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import reduce
from operator import and_
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Exists,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex

from api.parameters import StoryParameters
from api.reading.blocks import body_of
from api.reading.pictures import shown_photo
from byline.sites import absolute_url
from news.models import ArticlePage, Author, SectionPage, Topic
from news.querysets import ArticleQuerySet
from photos.models import Photo
from photos.renditions import fetch_renditions
from search.query_parser import ParsedQuery, parse_query
from search.searches import Search, searchable_stories
from search.story_filters import Filters, find_published, published_between, published_within

type Data = dict[str, Any]
LIST_SHAPE, LEAD_SHAPE = "card", "lead"
QUOTES_SPEAKER_IN_SQLITE = """
    EXISTS (SELECT 1 FROM json_each({body}) AS block
        WHERE json_extract(block.value, '$.type') = 'quote'
        AND json_extract(block.value, '$.value.speaker') REGEXP {speaker})
"""
QUOTES_SPEAKER_IN_POSTGRESQL = """
    EXISTS (SELECT 1 FROM jsonb_array_elements({body}) AS block
        WHERE block ->> 'type' = 'quote'
        AND block -> 'value' ->> 'speaker' ~ {speaker})
"""
# As both databases understand it; to PostgreSQL the no-break space is no space.
SPACE = r"[\s\u00a0]"


class QuotesSpeaker(Func):
    """Whether a body has a quote whose speaker a regular expression matches."""

    output_field = BooleanField()
    arity = 2

    def as_sqlite(self, compiler: Any, connection: Any, **_context: Any) -> Any:
        """Look through the blocks."""
        return self.compiled(compiler, QUOTES_SPEAKER_IN_SQLITE)

    def as_postgresql(self, compiler: Any, connection: Any, **_context: Any) -> Any:
        """Look through the blocks."""
        return self.compiled(compiler, QUOTES_SPEAKER_IN_POSTGRESQL)

    def compiled(self, compiler: Any, template: str) -> Any:
        """Fill in the two arguments."""
        (body, before), (speaker, after) = map(compiler.compile, self.get_source_expressions())
        return template.format(body=body, speaker=speaker), [*before, *after]


def listed_stories(parameters: StoryParameters) -> ArticleQuerySet:
    """Return the published stories that fulfil all parameters."""
    stories: ArticleQuerySet = searchable_stories()
    condition = conditions_of(parameters)
    if condition is None:
        return stories.none()
    if parameters.q:
        query = parse_query(parameters.q, timezone.localdate())
        if not query:
            return stories.none()
        stories = Search(query).find(condition & published_within(query.span))
    else:
        stories = stories.filter(condition)
    if parameters.speaker:
        stories = with_quotes_of(stories, parameters.speaker)
    if parameters.credit:
        stories = stories.filter(
            shows_one_of(Photo.objects.filter(credit__icontains=parameters.credit))
        )
    return stories


def conditions_of(parameters: StoryParameters) -> Q | None:
    """Return the condition of the simple parameters; None where one names what is not there."""
    filters = Filters(
        section=find_published(SectionPage, parameters.section),
        author=find_published(Author, parameters.author),
        topic=find_published(Topic, parameters.topic),
    )
    names = ("section", "author", "topic")
    if any(getattr(parameters, name) and not getattr(filters, name) for name in names):
        return None
    conditions = filters.conditions.values()
    condition = reduce(
        and_, conditions, published_between(parameters.published_from, parameters.published_to)
    )
    if parameters.label:
        condition &= Q(label=parameters.label.value_in_database)
    if parameters.slug:
        condition &= Q(slug=parameters.slug)
    return condition


def with_quotes_of(stories: ArticleQuerySet, speaker: str) -> ArticleQuerySet:
    """Keep the stories that quote somebody; the index of words leaves few to look through."""
    query: ParsedQuery = parse_query(
        f'"{speaker.replace('"', " ")}"', timezone.localdate(), read_dates=False
    )
    if not query:
        return stories.none()
    candidates = Search(query).find(Q()).order_by().values("pk")
    name = Value(name_pattern(speaker))
    return stories.filter(QuotesSpeaker("body", name), pk__in=candidates)


def name_pattern(name: str) -> str:
    """Return a regular expression for a name in any case, with any spaces."""
    words = f"{SPACE}+".join(map(re.escape, name.split()))
    return f"(?i)^{SPACE}*{words}{SPACE}*$"


def references_of_pages() -> QuerySet:
    """Return what pages refer to, each with the id of the page as `page`.

    The id is a text in the index, since it has other models too.
    """
    pages = ContentType.objects.get_for_model(Page)
    is_page = When(base_content_type=pages, then=Cast("object_id", IntegerField()))
    references = ReferenceIndex.objects.annotate(page=Case(is_page))
    return references.filter(
        base_content_type=pages, to_content_type=ContentType.objects.get_for_model(Photo)
    )


def shows_one_of(photos: QuerySet[Photo]) -> Q:
    """Return the condition that a story shows one of the photos."""
    keys = photos.order_by().annotate(key=Cast("pk", CharField())).values("key")
    return Q(pk__in=references_of_pages().filter(to_object_id__in=keys).values("page"))


def published_photos() -> QuerySet[Photo]:
    """Return the photos in published stories."""
    visible = ArticlePage.objects.published().filter(pk=OuterRef("page"))
    key = Cast(OuterRef("pk"), CharField())
    shown = references_of_pages().filter(Exists(visible), to_object_id=key)
    return Photo.objects.filter(Exists(shown))


def shown_in_list(stories: Collection[ArticlePage]) -> list[Data]:
    """Return stories as lists have them, with the same few queries for any number."""
    fetch_renditions((story.lead_photo for story in stories), LIST_SHAPE)
    topics = topics_of(stories)
    return [summary(story, topics[story.pk], LIST_SHAPE) for story in stories]


def topics_of(stories: Iterable[ArticlePage]) -> dict[int, list[Topic]]:
    """Return the topics of stories by id, with one query."""
    links = ArticlePage.topics.through.objects.filter(articlepage__in=[s.pk for s in stories])
    found = defaultdict(list)
    for link in links.select_related("topic").order_by("topic__name"):
        found[link.articlepage_id].append(link.topic)
    return found


def summary(story: ArticlePage, topics: Iterable[Topic], shape: str) -> Data:
    """Return what lists have of a story."""
    lead = shown_photo(
        story.lead_photo, shape, credit=story.photo_credit, caption=story.photo_caption
    )
    return {
        "id": story.pk,
        "url": story.canonical_url,
        "slug": story.slug,
        "headline": story.title,
        "standfirst": story.standfirst,
        "label": story.label or "news",
        "sponsor": story.sponsor if story.is_sponsored else "",
        "section": {
            **reference(story.section, story.section.title),
            "url": story.section.full_url or "",
        },
        "authors": [
            {**reference(byline.author), "role": byline.role} for byline in story.bylines.all()
        ],
        "topics": [reference(topic) for topic in topics],
        "published_at": story.published_at,
        "updated_at": story.updated_at if story.is_updated else None,
        "lead_photo": lead,
    }


def reference(thing: Any, name: str = "") -> Data:
    """Return the id, the name and the address of a section, an author or a topic."""
    url = absolute_url(thing.get_absolute_url())
    return {"id": thing.pk, "slug": thing.slug, "name": name or thing.name, "url": url}


def whole_story(story: ArticlePage) -> Data:
    """Return all of a story."""
    fetch_renditions([story.lead_photo], LEAD_SHAPE)
    return {
        **summary(story, topics_of([story])[story.pk], LEAD_SHAPE),
        "body": body_of(story),
        "corrections": [
            {"date": correction.date, "text": correction.text}
            for correction in story.corrections.all()
        ],
        "reading_minutes": story.reading_minutes,
    }
