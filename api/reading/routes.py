"""What everybody may read: the addresses, none of which needs a token."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Query
from pydantic import BaseModel

from api import schemas
from api.paging import BY_ID, BY_NAME, NEWEST, NEWEST_COMMENTS, NEWEST_IDS, Order
from api.parameters import (
    Id,
    ItemParameters,
    ListParameters,
    PhotoParameters,
    SlugParameters,
    StoryParameters,
    chosen_fields,
    only,
)
from api.problems import answers
from api.reading.caching import cacheable, keep_or_count
from api.reading.comments import comment_or_404, comments_on, shown_comment
from api.reading.pictures import shown_photo
from api.reading.stories import listed_stories, published_photos, shown_in_list, whole_story
from api.reading.subjects import shown_author, shown_section, shown_topic
from api.router import router
from byline.pagecache import depends_on
from news.models import ArticlePage, Author, SectionPage, Topic
from news.querysets import pages_tags
from photos.models import Photo
from photos.renditions import fetch_renditions

type Data = dict[str, Any]


class Kind(NamedTuple):
    """What a list has: its schema, its order, and the function that shows many of it."""

    model: type[BaseModel]
    order: Order
    show: Callable[[list[Any]], list[Data]]

    def page(self, request: HttpRequest, rows: QuerySet, parameters: ListParameters) -> Data:
        """Return a page of a list, with the chosen fields of each row."""
        fields = chosen_fields(parameters.fields, self.model)
        page = self.order.page(request, rows, parameters.cursor, parameters.limit)
        items = [only(fields, shown) for shown in self.show(page.rows)]
        return {"items": items, "next": page.next}


def each(show: Callable[[Any], Data]) -> Callable[[list[Any]], list[Data]]:
    """Return a function that shows many things, of one that shows a single one."""
    return lambda rows: [show(row) for row in rows]


def shown_authors(authors: list[Author]) -> list[Data]:
    """Return authors, their portraits looked up together."""
    fetch_renditions((author.portrait for author in authors), "portrait")
    return [shown_author(author) for author in authors]


def shown_photos(photos: list[Photo]) -> list[Data]:
    """Return photos in their own shape, their files looked up together."""
    fetch_renditions(photos, "body")
    return [shown for photo in photos if (shown := shown_photo(photo, "body"))]


STORIES = Kind(schemas.StoryInList, NEWEST, shown_in_list)
COMMENTS = Kind(schemas.Comment, NEWEST_COMMENTS, each(shown_comment))
SECTIONS = Kind(schemas.Section, BY_ID, each(shown_section))
AUTHORS = Kind(schemas.Author, BY_NAME, shown_authors)
TOPICS = Kind(schemas.Topic, BY_NAME, each(shown_topic))
PHOTOS = Kind(schemas.Photo, NEWEST_IDS, shown_photos)


@router.get(
    "/stories/",
    response=answers(schemas.Stories),
    auth=None,
    exclude_unset=True,
    operation_id="list_stories",
    summary="List stories, newest first",
    tags=["stories"],
)
def list_stories(request: HttpRequest, parameters: Query[StoryParameters]) -> Any:
    """List the published stories that fulfil all parameters."""
    if refusal := keep_or_count(request, parameters):
        return refusal
    return STORIES.page(request, listed_stories(parameters).for_cards(), parameters)


@router.get(
    "/stories/{story_id}/",
    response=answers(schemas.Story, 404),
    auth=None,
    exclude_unset=True,
    operation_id="get_story",
    summary="Read a story",
    tags=["stories"],
)
def get_story(request: HttpRequest, story_id: Path[Id], parameters: Query[ItemParameters]) -> Any:
    """Return a published story with its body."""
    cacheable(request, parameters)
    fields = chosen_fields(parameters.fields, schemas.Story)
    depends_on(*pages_tags([story_id]))
    stories = ArticlePage.objects.visible().select_related("section", "lead_photo")
    story = get_object_or_404(stories.with_bylines(), pk=story_id)
    return only(fields, whole_story(story))


@router.get(
    "/stories/{story_id}/comments/",
    response=answers(schemas.Comments, 404),
    auth=None,
    exclude_unset=True,
    operation_id="list_comments",
    summary="List the comments on a story, newest first",
    tags=["comments"],
)
def list_comments(
    request: HttpRequest, story_id: Path[Id], parameters: Query[ListParameters]
) -> Any:
    """List the approved comments on a published story."""
    cacheable(request, parameters)
    return COMMENTS.page(request, comments_on(story_id), parameters)


@router.get(
    "/comments/{number}/",
    response=answers(schemas.Comment, 404),
    auth=None,
    exclude_unset=True,
    operation_id="get_comment",
    summary="Read a comment",
    tags=["comments"],
)
def get_comment(request: HttpRequest, number: Path[Id], parameters: Query[ItemParameters]) -> Any:
    """Return an approved comment on a published story."""
    cacheable(request, parameters)
    fields = chosen_fields(parameters.fields, schemas.Comment)
    return only(fields, shown_comment(comment_or_404(number)))


@router.get(
    "/sections/",
    response=answers(schemas.Sections),
    auth=None,
    exclude_unset=True,
    operation_id="list_sections",
    summary="List sections",
    tags=["sections"],
)
def list_sections(request: HttpRequest, parameters: Query[SlugParameters]) -> Any:
    """List the sections that readers see."""
    cacheable(request, parameters)
    return SECTIONS.page(
        request, with_slug(SectionPage.objects.published(), parameters), parameters
    )


@router.get(
    "/sections/{section_id}/",
    response=answers(schemas.Section, 404),
    auth=None,
    exclude_unset=True,
    operation_id="get_section",
    summary="Read a section",
    tags=["sections"],
)
def get_section(
    request: HttpRequest, section_id: Path[Id], parameters: Query[ItemParameters]
) -> Any:
    """Return a section that readers see."""
    cacheable(request, parameters)
    fields = chosen_fields(parameters.fields, schemas.Section)
    section = get_object_or_404(SectionPage.objects.published(), pk=section_id)
    return only(fields, shown_section(section))


@router.get(
    "/authors/",
    response=answers(schemas.Authors),
    auth=None,
    exclude_unset=True,
    operation_id="list_authors",
    summary="List authors by name",
    tags=["authors"],
)
def list_authors(request: HttpRequest, parameters: Query[SlugParameters]) -> Any:
    """List the authors with a published story."""
    cacheable(request, parameters)
    rows = with_slug(Author.objects.published().select_related("portrait"), parameters)
    return AUTHORS.page(request, rows, parameters)


@router.get(
    "/authors/{author_id}/",
    response=answers(schemas.Author, 404),
    auth=None,
    exclude_unset=True,
    operation_id="get_author",
    summary="Read an author",
    tags=["authors"],
)
def get_author(request: HttpRequest, author_id: Path[Id], parameters: Query[ItemParameters]) -> Any:
    """Return an author with a published story."""
    cacheable(request, parameters)
    fields = chosen_fields(parameters.fields, schemas.Author)
    authors = Author.objects.published().select_related("portrait")
    return only(fields, shown_author(get_object_or_404(authors, pk=author_id)))


@router.get(
    "/topics/",
    response=answers(schemas.Topics),
    auth=None,
    exclude_unset=True,
    operation_id="list_topics",
    summary="List topics by name",
    tags=["topics"],
)
def list_topics(request: HttpRequest, parameters: Query[SlugParameters]) -> Any:
    """List the topics with a published story."""
    cacheable(request, parameters)
    return TOPICS.page(request, with_slug(Topic.objects.published(), parameters), parameters)


@router.get(
    "/topics/{topic_id}/",
    response=answers(schemas.Topic, 404),
    auth=None,
    exclude_unset=True,
    operation_id="get_topic",
    summary="Read a topic",
    tags=["topics"],
)
def get_topic(request: HttpRequest, topic_id: Path[Id], parameters: Query[ItemParameters]) -> Any:
    """Return a topic with a published story."""
    cacheable(request, parameters)
    fields = chosen_fields(parameters.fields, schemas.Topic)
    topic = get_object_or_404(Topic.objects.published(), pk=topic_id)
    return only(fields, shown_topic(topic))


@router.get(
    "/photos/",
    response=answers(schemas.Photos),
    auth=None,
    exclude_unset=True,
    operation_id="list_photos",
    summary="List photos, newest first",
    tags=["photos"],
)
def list_photos(request: HttpRequest, parameters: Query[PhotoParameters]) -> Any:
    """List the photos in published stories."""
    if refusal := keep_or_count(request, parameters):
        return refusal
    rows = published_photos()
    if parameters.credit:
        rows = rows.filter(credit__icontains=parameters.credit)
    return PHOTOS.page(request, rows, parameters)


@router.get(
    "/photos/{photo_id}/",
    response=answers(schemas.Photo, 404),
    auth=None,
    exclude_unset=True,
    operation_id="get_photo",
    summary="Read a photo",
    tags=["photos"],
)
def get_photo(request: HttpRequest, photo_id: Path[Id], parameters: Query[ItemParameters]) -> Any:
    """Return a photo in a published story."""
    cacheable(request, parameters)
    fields = chosen_fields(parameters.fields, schemas.Photo)
    photo = get_object_or_404(published_photos(), pk=photo_id)
    return only(fields, shown_photos([photo])[0])


def with_slug(rows: QuerySet, parameters: SlugParameters) -> QuerySet:
    """Keep what has the slug that is asked for."""
    return rows.filter(slug=parameters.slug) if parameters.slug else rows
