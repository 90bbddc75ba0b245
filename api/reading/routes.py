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
from api.problems import responses
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


def public_get(path: str, schema: Any, summary: str, *, tag: str) -> Callable[..., Any]:
    """Return the decorator of an operation that reads, and needs no token."""
    return router.get(
        path,
        response=responses(schema, *([404] if "{" in path else [])),
        auth=None,
        exclude_unset=True,
        summary=summary,
        tags=[tag],
    )


class Listing(NamedTuple):
    """A list: the schema of its items, its order, and the function that serializes a page."""

    schema: type[BaseModel]
    order: Order
    serialize: Callable[[list[Any]], list[Data]]

    def page(self, request: HttpRequest, rows: QuerySet, parameters: ListParameters) -> Data:
        """Return a page of a list, with the chosen fields of each row."""
        fields = chosen_fields(parameters.fields, self.schema)
        page = self.order.page(request, rows, parameters.cursor, parameters.limit)
        items = [only(fields, shown) for shown in self.serialize(page.rows)]
        return {"items": items, "next": page.next}


def each(serialize: Callable[[Any], Data]) -> Callable[[list[Any]], list[Data]]:
    """Return a function that serializes each of many rows."""
    return lambda rows: [serialize(row) for row in rows]


def shown_authors(authors: list[Author]) -> list[Data]:
    """Return authors, their portraits looked up together."""
    fetch_renditions((author.portrait for author in authors), "portrait")
    return [shown_author(author) for author in authors]


def shown_photos(photos: list[Photo]) -> list[Data]:
    """Return photos in their own shape, their files looked up together."""
    fetch_renditions(photos, "body")
    return [shown for photo in photos if (shown := shown_photo(photo, "body"))]


STORIES = Listing(schemas.StoryInList, NEWEST, shown_in_list)
COMMENTS = Listing(schemas.Comment, NEWEST_COMMENTS, each(shown_comment))
SECTIONS = Listing(schemas.Section, BY_ID, each(shown_section))
AUTHORS = Listing(schemas.Author, BY_NAME, shown_authors)
TOPICS = Listing(schemas.Topic, BY_NAME, each(shown_topic))
PHOTOS = Listing(schemas.Photo, NEWEST_IDS, shown_photos)


@public_get("/stories/", schemas.Stories, "List stories, newest first", tag="stories")
def list_stories(request: HttpRequest, parameters: Query[StoryParameters]) -> Any:
    """List the published stories that fulfil all parameters."""
    if refusal := keep_or_count(request, parameters):
        return refusal
    stories = listed_stories(parameters).defer_streamfields().with_bylines()
    # Not joined: SQLite would begin with the sections, and sort all stories.
    return STORIES.page(request, stories.prefetch_related("section", "lead_photo"), parameters)


@public_get("/stories/{story_id}/", schemas.Story, "Read a story", tag="stories")
def get_story(request: HttpRequest, story_id: Path[Id], parameters: Query[ItemParameters]) -> Any:
    """Return a published story with its body."""
    cacheable(request, parameters)
    fields = chosen_fields(parameters.fields, schemas.Story)
    depends_on(*pages_tags([story_id]))
    stories = ArticlePage.objects.visible().select_related("section", "lead_photo")
    story = get_object_or_404(stories.with_bylines(), pk=story_id)
    return only(fields, whole_story(story))


@public_get(
    "/stories/{story_id}/comments/",
    schemas.Comments,
    "List the comments on a story, newest first",
    tag="comments",
)
def list_comments(
    request: HttpRequest, story_id: Path[Id], parameters: Query[ListParameters]
) -> Any:
    """List the approved comments on a published story."""
    cacheable(request, parameters)
    return COMMENTS.page(request, comments_on(story_id), parameters)


@public_get("/comments/{number}/", schemas.Comment, "Read a comment", tag="comments")
def get_comment(request: HttpRequest, number: Path[Id], parameters: Query[ItemParameters]) -> Any:
    """Return an approved comment on a published story."""
    cacheable(request, parameters)
    fields = chosen_fields(parameters.fields, schemas.Comment)
    return only(fields, shown_comment(comment_or_404(number)))


@public_get("/sections/", schemas.Sections, "List sections", tag="sections")
def list_sections(request: HttpRequest, parameters: Query[SlugParameters]) -> Any:
    """List the sections that readers see."""
    cacheable(request, parameters)
    return SECTIONS.page(
        request, with_slug(SectionPage.objects.published(), parameters), parameters
    )


@public_get("/sections/{section_id}/", schemas.Section, "Read a section", tag="sections")
def get_section(
    request: HttpRequest, section_id: Path[Id], parameters: Query[ItemParameters]
) -> Any:
    """Return a section that readers see."""
    cacheable(request, parameters)
    fields = chosen_fields(parameters.fields, schemas.Section)
    section = get_object_or_404(SectionPage.objects.published(), pk=section_id)
    return only(fields, shown_section(section))


@public_get("/authors/", schemas.Authors, "List authors by name", tag="authors")
def list_authors(request: HttpRequest, parameters: Query[SlugParameters]) -> Any:
    """List the authors with a published story."""
    cacheable(request, parameters)
    rows = with_slug(Author.objects.published().select_related("portrait"), parameters)
    return AUTHORS.page(request, rows, parameters)


@public_get("/authors/{author_id}/", schemas.Author, "Read an author", tag="authors")
def get_author(request: HttpRequest, author_id: Path[Id], parameters: Query[ItemParameters]) -> Any:
    """Return an author with a published story."""
    cacheable(request, parameters)
    fields = chosen_fields(parameters.fields, schemas.Author)
    authors = Author.objects.published().select_related("portrait")
    return only(fields, shown_author(get_object_or_404(authors, pk=author_id)))


@public_get("/topics/", schemas.Topics, "List topics by name", tag="topics")
def list_topics(request: HttpRequest, parameters: Query[SlugParameters]) -> Any:
    """List the topics with a published story."""
    cacheable(request, parameters)
    return TOPICS.page(request, with_slug(Topic.objects.published(), parameters), parameters)


@public_get("/topics/{topic_id}/", schemas.Topic, "Read a topic", tag="topics")
def get_topic(request: HttpRequest, topic_id: Path[Id], parameters: Query[ItemParameters]) -> Any:
    """Return a topic with a published story."""
    cacheable(request, parameters)
    fields = chosen_fields(parameters.fields, schemas.Topic)
    topic = get_object_or_404(Topic.objects.published(), pk=topic_id)
    return only(fields, shown_topic(topic))


@public_get("/photos/", schemas.Photos, "List photos, newest first", tag="photos")
def list_photos(request: HttpRequest, parameters: Query[PhotoParameters]) -> Any:
    """List the photos in published stories."""
    if refusal := keep_or_count(request, parameters):
        return refusal
    rows = published_photos()
    if parameters.credit:
        rows = rows.filter(credit__icontains=parameters.credit)
    return PHOTOS.page(request, rows, parameters)


@public_get("/photos/{photo_id}/", schemas.Photo, "Read a photo", tag="photos")
def get_photo(request: HttpRequest, photo_id: Path[Id], parameters: Query[ItemParameters]) -> Any:
    """Return a photo in a published story."""
    cacheable(request, parameters)
    fields = chosen_fields(parameters.fields, schemas.Photo)
    photo = get_object_or_404(published_photos(), pk=photo_id)
    return only(fields, shown_photos([photo])[0])


def with_slug(rows: QuerySet, parameters: SlugParameters) -> QuerySet:
    """Keep what has the slug that is asked for."""
    return rows.filter(slug=parameters.slug) if parameters.slug else rows
