"""The parts of a story that a saved page has."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from news.tweets import Tweet


@dataclass(frozen=True)
class SavedParagraph:
    """Paragraphs and lists, as rich text fit to store."""

    line: int
    html: str


@dataclass(frozen=True)
class SavedTweet:
    """A tweet, read from its embed code."""

    line: int
    tweet: Tweet


@dataclass(frozen=True)
class SavedPhoto:
    """A photo in the text, and its file where one is beside the page."""

    line: int
    credit: str = ""
    caption: str = ""
    file: Path | None = None
    description: str = ""


@dataclass(frozen=True)
class SavedRelated:
    """A pointer to other coverage; the address is "" where the file has lost it."""

    line: int
    headline: str
    url: str


@dataclass(frozen=True)
class SavedEmbed:
    """A player of another site, or a tweet of which only the address is known."""

    line: int
    name: str
    url: str


@dataclass(frozen=True)
class SavedBlock:
    """A heading, quote or table, as the block stores it."""

    line: int
    name: str
    value: Any


type SavedPart = SavedParagraph | SavedTweet | SavedPhoto | SavedRelated | SavedEmbed | SavedBlock
