"""Known crawlers, by their user agent."""

import re
from functools import cache, lru_cache
from typing import Any, NamedTuple

from crawleruseragents import CRAWLER_USER_AGENTS_DATA, is_crawler
from django.db.models import TextChoices
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from readership.reader_detection import USER_AGENT_MAX_LENGTH


class CrawlerKind(TextChoices):
    """What a crawler reads pages for. Each has a budget: the setting `CRAWLER_PAGES_…`."""

    SEARCH = "search", _("Search engine")
    AI = "ai", _("AI")
    OTHER = "other", _("Other")


# By the tag of the package, those that count first. A search engine for AI is a crawler for AI.
KINDS = {"ai-crawler": CrawlerKind.AI, "search-engine": CrawlerKind.SEARCH}
# Programs with which anybody asks for pages, and what watches over a site: no crawlers.
TOOLS = {"http-library", "browser-automation", "monitoring"}
NAME_MAX_LENGTH = 100
USER_AGENTS_REMEMBERED = 4096


class Crawler(NamedTuple):
    """A known crawler: its name and its kind."""

    name: str
    kind: CrawlerKind


def crawler_of(request: HttpRequest) -> Crawler | None:
    """Return the crawler that a request says it is from, None for browsers and tools."""
    return crawler_named(request.headers.get("User-Agent", "")[:USER_AGENT_MAX_LENGTH])


@lru_cache(USER_AGENTS_REMEMBERED)
def crawler_named(user_agent: str) -> Crawler | None:
    """Return the crawler with a user agent, None for browsers and tools."""
    if not is_crawler(user_agent):
        return None
    return next((found for name, found in patterns() if name.search(user_agent)), None)


@cache
def patterns() -> list[tuple[re.Pattern[str], Crawler]]:
    """Return the crawlers with the patterns of their user agents, those for AI first."""
    known = [entry for entry in CRAWLER_USER_AGENTS_DATA if not {*entry["tags"]} <= TOOLS]
    found = [(re.compile(entry["pattern"]), as_crawler(entry)) for entry in known]
    order = [*KINDS.values(), CrawlerKind.OTHER]
    return sorted(found, key=lambda each: order.index(each[1].kind))


def as_crawler(entry: dict[str, Any]) -> Crawler:
    """Return the crawler of an entry of the package."""
    kind = next((kind for tag, kind in KINDS.items() if tag in entry["tags"]), CrawlerKind.OTHER)
    return Crawler(name_in(entry["pattern"])[:NAME_MAX_LENGTH], kind)


def ai_crawlers() -> list[str]:
    """Return the names of crawlers that collect texts for AI."""
    crawlers = map(as_crawler, CRAWLER_USER_AGENTS_DATA)
    return [crawler.name for crawler in crawlers if crawler.kind == CrawlerKind.AI]


def name_in(pattern: str) -> str:
    """Return the name that a pattern of a user agent looks for: ClaudeBot for `[cC]laude[bB]ot`."""
    either = re.sub(r"\[(\w)(\w)\]", r"\2", pattern)
    return either.replace("\\", "").strip("^$/")
