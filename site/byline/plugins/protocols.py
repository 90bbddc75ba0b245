"""What plugins may rely on of stories, comments and what belongs to them.

The objects have more: Byline's models, which change without notice.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol


class Related[T](Protocol):
    """The manager of a relation."""

    def all(self) -> Iterable[T]:
        """Return the related objects."""


class Section(Protocol):
    """A section of the newspaper."""

    pk: int
    title: str
    slug: str

    @property
    def url(self) -> str | None:
        """The path of its page."""


class Author(Protocol):
    """Somebody who writes stories."""

    pk: int
    name: str


class Byline(Protocol):
    """An author of a story, in a role."""

    author: Author
    role: str


class Topic(Protocol):
    """What stories are about."""

    pk: int
    name: str
    slug: str


class Photo(Protocol):
    """A picture with its credit."""

    pk: int
    title: str
    credit: str


class Story(Protocol):
    """A story: the headline is its `title`."""

    pk: int
    title: str
    standfirst: str
    slug: str
    label: str
    published_at: datetime | None
    updated_at: datetime | None
    expire_at: datetime | None
    # A Wagtail StreamField value.
    body: Any

    @property
    def source_id(self) -> int:
        """Its `pk`; of an alias, which shows a story at a second address, that of the story."""

    @property
    def url(self) -> str | None:
        """The path of its page."""

    @property
    def full_url(self) -> str | None:
        """The URL of its page."""

    @property
    def section(self) -> Section:
        """The section that it is in."""

    @property
    def bylines(self) -> Related[Byline]:
        """The authors in their order."""

    @property
    def topics(self) -> Related[Topic]:
        """What it is about."""

    @property
    def lead_photo(self) -> Photo | None:
        """The photo above the text."""

    @property
    def is_published(self) -> bool:
        """Whether readers may see it."""


class FrontPage(Protocol):
    """The front page: a Wagtail page, with its permissions."""

    pk: int
    title: str

    def front_stories(self) -> Sequence[Story]:
        """Return the stories that stand there now, each once."""

    def permissions_for_user(self, user: Any) -> Any:
        """Return what a user may do with the page, as Wagtail says it."""


class Comment(Protocol):
    """A reader's comment; its number is its `pk`."""

    pk: int
    text: str
    name: str
    submitted_at: datetime

    @property
    def story(self) -> Story:
        """The story that it is on."""
