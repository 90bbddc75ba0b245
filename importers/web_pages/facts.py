"""What a web page says of its story for machines: JSON-LD, Open Graph, microformats."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import Tag
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from importers.saved_pages.dates import VALID_YEARS
from importers.saved_pages.markup import is_visible, plain_text

STORY_TYPES = ("Article", "BlogPosting", "Report")
NESTING_LIMIT = 8
# Of hAtom, of its successor h-entry, and of microdata.
HEADLINE = ".hentry .entry-title, .h-entry .p-name, [itemprop=headline]"
AUTHORS = ".hentry .author .fn, .h-entry .p-author, [itemprop=author] [itemprop=name], [rel=author]"
PUBLISHED = ".hentry .published, .h-entry .dt-published, [itemprop=datePublished]"
SECTION = "[itemprop=articleSection], .h-entry .p-category"


@dataclass(frozen=True)
class PageFacts:
    """What a page says of its story; what it does not say is empty."""

    headline: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    section: str = ""
    picture: str = ""
    text: str = ""


def facts_of(soup: BeautifulSoup) -> PageFacts:
    """Return what a page says: JSON-LD before Open Graph before microformats."""
    story = next(stories_in(soup), {})
    said = {
        "headline": [first(story.get("headline")), meta(soup, "og:title"), words(soup, HEADLINE)],
        "published": [
            first(story.get("datePublished")),
            meta(soup, "article:published_time"),
            time_of(soup),
        ],
        "section": [
            first(story.get("articleSection")),
            meta(soup, "article:section"),
            words(soup, SECTION),
        ],
        "picture": [first(story.get("image"), "url"), meta(soup, "og:image")],
        "text": [first(story.get("articleBody"))],
    }
    found = {name: next(filter(is_visible, values), "") for name, values in said.items()}
    return PageFacts(authors=authors_of(soup, story), **found)


def authors_of(soup: BeautifulSoup, story: dict[str, Any]) -> tuple[str, ...]:
    """Return the names of those who wrote a story, from the first place that has any."""
    marked = [plain_text(tag.get_text(" ")) for tag in soup.select(AUTHORS)]
    for names in (names_in(story.get("author")), [meta(soup, "author")], marked):
        if found := tuple(dict.fromkeys(filter(is_name, names))):
            return found
    return ()


def stories_in(soup: BeautifulSoup) -> Iterator[dict[str, Any]]:
    """Yield the descriptions of stories in the JSON-LD of a page."""
    for script in soup.find_all("script", type="application/ld+json"):
        try:
            found = json.loads(script.get_text(), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from described_in(found)


def described_in(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the descriptions of stories in a value of JSON-LD."""
    if depth > NESTING_LIMIT:
        return
    if isinstance(value, list):
        for one in value:
            yield from described_in(one, depth + 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if any(str(kind).endswith(STORY_TYPES) for kind in kinds):
            yield value
        yield from described_in([value.get("@graph"), value.get("mainEntity")], depth + 1)


def first(value: Any, name: str = "name") -> str:
    """Return the words of a value: of a list those of the first, of an object its name."""
    for _ in range(NESTING_LIMIT):
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, dict):
            value = value.get(name, "")
    return plain_text(value) if isinstance(value, str) else ""


def names_in(value: Any) -> list[str]:
    """Return the names of people."""
    return [first(one) for one in (value if isinstance(value, list) else [value])]


def is_name(text: str) -> bool:
    """Return whether a text can be a name, and is no address."""
    return is_visible(text) and "://" not in text


def meta(soup: BeautifulSoup, name: str) -> str:
    """Return the content of a <meta> element."""
    tag = soup.find("meta", attrs={"property": name}) or soup.find("meta", attrs={"name": name})
    return plain_text(str(tag.get("content", ""))) if isinstance(tag, Tag) else ""


def words(soup: BeautifulSoup, selector: str) -> str:
    """Return the words of the first element that a selector finds."""
    tag = soup.select_one(selector)
    return plain_text(str(tag.get("content") or tag.get_text(" "))) if tag else ""


def time_of(soup: BeautifulSoup) -> str:
    """Return the time of publication that a microformat gives."""
    tag = soup.select_one(PUBLISHED)
    if not tag:
        return ""
    inner = tag.find("time")
    tag = inner if isinstance(inner, Tag) else tag
    given = (tag.get(name) for name in ("datetime", "content", "title"))
    return plain_text(str(next(filter(None, given), tag.get_text(" "))))


def read_time(text: str) -> datetime | None:
    """Return a time of ISO 8601 as the newsroom's clocks show it; None for any other text."""
    try:
        at = parse_datetime(text)
        if at is None and (day := parse_date(text)):
            at = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - as below
    except ValueError:
        return None
    if at is None or at.year not in VALID_YEARS:
        return None
    # Naive: `importers.times.aware` adds the newsroom's zone.
    return timezone.make_naive(at, timezone.get_default_timezone()) if at.tzinfo else at
