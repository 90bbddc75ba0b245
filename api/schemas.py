"""The responses of the API. Every property may be missing: `fields` chooses some."""

from datetime import date, datetime
from typing import Any

from ninja import Schema


class Rendition(Schema):
    """A file of a photo."""

    shape: str
    type: str
    url: str
    width: int
    height: int


class Photo(Schema):
    """A photo as readers see it, with the credit that is shown beside it."""

    id: int = 0
    credit: str = ""
    caption: str = ""
    description: str = ""
    renditions: list[Rendition] = []


class Photos(Schema):
    """A page of photos."""

    items: list[Photo]
    next: str | None = None


class Reference(Schema):
    """A section or a topic of a story, with its address."""

    id: int
    slug: str
    name: str
    url: str


class Credit(Reference):
    """An author of a story; the role is empty where it is the writer's."""

    role: str = ""


class Subject(Schema):
    """What has a page with stories."""

    id: int = 0
    slug: str = ""
    name: str = ""
    url: str = ""


class Section(Subject):
    """A section of the newspaper."""

    description: str = ""
    colour: str = ""


class Sections(Schema):
    """A page of sections."""

    items: list[Section]
    next: str | None = None


class Author(Subject):
    """An author with a published story."""

    job_title: str = ""
    bio: str = ""
    email: str = ""
    website: str = ""
    portrait: Photo | None = None


class Authors(Schema):
    """A page of authors."""

    items: list[Author]
    next: str | None = None


class Topic(Subject):
    """A topic with a published story."""

    description: str = ""


class Topics(Schema):
    """A page of topics."""

    items: list[Topic]
    next: str | None = None


class StoryInList(Schema):
    """A story as lists have it."""

    id: int = 0
    url: str = ""
    slug: str = ""
    headline: str = ""
    standfirst: str = ""
    label: str = "news"
    sponsor: str = ""
    section: Reference | None = None
    authors: list[Credit] = []
    topics: list[Reference] = []
    published_at: datetime | None = None
    updated_at: datetime | None = None
    lead_photo: Photo | None = None


class Stories(Schema):
    """A page of stories, newest first."""

    items: list[StoryInList]
    next: str | None = None


class Block(Schema):
    """A block of a body: `text` is all that is read in it, `value` its fields."""

    type: str
    id: str
    value: dict[str, Any] | None
    text: str


class Correction(Schema):
    """A published correction."""

    date: date
    text: str


class Story(StoryInList):
    """A whole story."""

    body: list[Block] = []
    corrections: list[Correction] = []
    reading_minutes: int = 1


class Comment(Schema):
    """A reader's comment."""

    number: int = 0
    url: str = ""
    story: int = 0
    reply_to: int | None = None
    name: str = ""
    is_by_newsroom: bool = False
    text: str = ""
    posted_at: datetime | None = None
    edited_at: datetime | None = None
    reply_count: int = 0


class Comments(Schema):
    """A page of comments, newest first."""

    items: list[Comment]
    next: str | None = None
