"""The text of robots.txt."""

import re

from django.urls import reverse

from byline.sites import absolute_url
from readership.crawlers import ai_crawlers
from seo.models import SearchEngines

# What the package has no name of, since it never asks for a page: only robots.txt names it
# (https://support.apple.com/en-us/119829).
NAMES_BESIDE_PACKAGE = ("Applebot-Extended",)
# Names as crawlers look for them; what is left of a pattern may be none.
NAME = re.compile(r"[\w. -]+", re.ASCII)
# The admin, and narrowed or later pages of a search: their number has no end. Fragments are
# left open: scripts that search engines run load some of them.
CLOSED_TO_ALL = ("/admin/", "/search/?*&", "/search/suggest/")


def ai_names() -> list[str]:
    """Return the names of crawlers that collect texts for AI, as in robots.txt."""
    names = {*ai_crawlers(), *NAMES_BESIDE_PACKAGE}
    return sorted(filter(NAME.fullmatch, names), key=str.lower)


def rules(crawlers: str, root_url: str) -> str:
    """Return robots.txt for a choice of crawlers."""
    if crawlers == SearchEngines.Crawlers.CLOSED:
        return "User-agent: *\nDisallow: /\n"
    groups = [group(["*"], CLOSED_TO_ALL)]
    if crawlers == SearchEngines.Crawlers.NO_AI:
        groups.append(group(ai_names(), ["/"]))
    sitemaps = [
        absolute_url(reverse(f"seo:{name}"), root_url) for name in ("sitemap", "news_sitemap")
    ]
    return "\n".join([*groups, *(f"Sitemap: {address}\n" for address in sitemaps)])


def group(names: list[str], paths: tuple[str, ...] | list[str]) -> str:
    """Return the rule that crawlers of these names must not ask for paths."""
    lines = [f"User-agent: {name}" for name in names] + [f"Disallow: {path}" for path in paths]
    return "".join(f"{line}\n" for line in lines)
