"""Sample stories and comments, and garbage."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from byline.plugins.comments import SubmittedComment

MARKUP = "<script>alert('&\"')</script>"
# What may stand in a story's body for a block: of another version of it, or damaged.
STORED_GARBAGE: tuple[Any, ...] = (
    None, True, 7, -1, 1e300, "", "text", "\x00", "\ud83d", "x" * 100_000, [], {}, [None], [[]],
    {"": ""}, {"text": None}, {"question": {"a": 1}}, {"items": "no list"}, {"id": 10**30},
)  # fmt: skip


@dataclass
class Many:
    """The manager of a relation."""

    found: list[Any] = field(default_factory=list)

    def all(self) -> list[Any]:
        """Return what is related."""
        return self.found


@dataclass
class SampleSection:
    """A section with markup in its name."""

    pk: int = 1
    title: str = f"News {MARKUP}"
    slug: str = "news"
    url: str | None = "/news/"


@dataclass
class SampleStory:
    """A story with markup in its texts, without authors, topics, photo and text."""

    pk: int = 1
    source_id: int = 1
    title: str = f"A headline {MARKUP}"
    standfirst: str = f"A standfirst {MARKUP}"
    slug: str = "a-headline"
    label: str = ""
    published_at: datetime | None = datetime(2026, 1, 1, tzinfo=UTC)
    updated_at: datetime | None = None
    expire_at: datetime | None = None
    body: Any = field(default_factory=list)
    url: str | None = "/news/a-headline/"
    full_url: str | None = "https://news.example/news/a-headline/"
    section: SampleSection = field(default_factory=SampleSection)
    bylines: Many = field(default_factory=Many)
    topics: Many = field(default_factory=Many)
    lead_photo: Any = None
    is_published: bool = True


@dataclass
class SampleComment:
    """A comment that is answered."""

    pk: int = 1
    text: str = MARKUP
    name: str = MARKUP
    submitted_at: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    story: SampleStory = field(default_factory=SampleStory)


TEXTS = ("A comment.", "", MARKUP, "\u202e\u200b\u0301", "https://a.example " * 300, "é" * 5000)
COMMENTS = [
    SubmittedComment(
        story=SampleStory(),
        text=text,
        visitor="0" * 32,
        name=text[:50],
        reply_to=reply,
        fields=more,
    )
    for text in TEXTS
    for reply in (None, SampleComment())
    for more in ({}, {"x": "y" * 10_000, "altcha": "%%%"})
]


def with_markup(value: Any) -> Any:
    """Return a stored value with markup in every text."""
    match value:
        case str():
            return value + MARKUP
        case list():
            return [with_markup(part) for part in value]
        case dict():
            return {name: with_markup(part) for name, part in value.items()}
        case _:
            return value
