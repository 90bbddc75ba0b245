"""Parsing of tweets: of their URL, their embed code, or the provider's response."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from bs4 import BeautifulSoup, ParserRejectedMarkup, Tag

from byline.text import without_unfit_characters
from news.oembed import fetch_oembed

TWEET_URL_PATTERN = re.compile(
    r"(?:https?://)?(?:www\.|mobile\.)?(?:twitter|x)\.com/"
    r"(?P<handle>\w{1,15})(?:/web)?/status(?:es)?/(?P<id>\d{1,20})(?!\d)",
    re.ASCII,
)
HANDLE_PATTERN = re.compile(r"\w{1,15}", re.ASCII)
# The end of an embed code: "— Name (@handle) February 8, 2018".
ATTRIBUTION_PATTERN = re.compile(r"\(@(?P<handle>\w{1,15})\) ?(?P<date>[^()]{0,40})$", re.ASCII)
# Longer than any tweet.
TWEET_TEXT_MAX_LENGTH = 4000
TWEET_AUTHOR_MAX_LENGTH = 100


@dataclass(frozen=True)
class Tweet:
    """The text, author and date of a tweet. Unknown parts are empty."""

    url: str = ""
    text: str = ""
    author: str = ""
    handle: str = ""
    posted_on: date | None = None


def canonical_address(address: str) -> str:
    """Return the tweet's canonical URL, or "" where the text is no tweet's URL."""
    match = TWEET_URL_PATTERN.match(address.strip())
    return f"https://x.com/{match['handle']}/status/{match['id']}" if match else ""


def parse_embed_code(code: str) -> Tweet | None:
    """Parse an embed code.

    Returns None where there is no `<blockquote>` with text in it. Works on codes whose
    links were lost, as in saved pages.
    """
    try:
        quote = BeautifulSoup(code, "html.parser").find("blockquote")
    except ParserRejectedMarkup:
        return None
    if not isinstance(quote, Tag):
        return None
    for line_break in quote.find_all("br"):
        line_break.replace_with("\n")
    addresses = [canonical_address(str(a.get("href", ""))) for a in quote.find_all("a")]
    # A paragraph that was never closed holds those after it.
    words = [p for p in quote.find_all("p") if not p.find_parent("p")]
    text = tidy("\n".join(p.extract().get_text() for p in words))
    if not text:
        return None
    below = " ".join(without_unfit_characters(quote.get_text(" ")).split())
    attribution = ATTRIBUTION_PATTERN.search(below)
    return Tweet(
        url=next(filter(None, reversed(addresses)), ""),
        text=text[:TWEET_TEXT_MAX_LENGTH],
        author=below[: attribution.start()].strip("—–- ")[:TWEET_AUTHOR_MAX_LENGTH]
        if attribution
        else "",
        handle=attribution["handle"] if attribution else "",
        posted_on=read_date(attribution["date"]) if attribution else None,
    )


def tidy(text: str) -> str:
    """Trim each line, and remove unfit characters."""
    lines = without_unfit_characters(text).splitlines()
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def read_date(text: str | None) -> date | None:
    """Return the date of an embed code ("February 8, 2018"), or None."""
    try:
        # A calendar date: no time, no zone.
        return datetime.strptime(text or "", "%B %d, %Y").date()  # noqa: DTZ007
    except ValueError:
        return None


def fetch_tweet(address: str) -> Tweet | None:
    """Fetch a tweet from the provider; None where it fails or has no such tweet."""
    if not (url := canonical_address(address)):
        return None
    # The provider has its tweets under the older name of the site.
    answer = fetch_oembed(url.replace("https://x.com/", "https://twitter.com/"))
    tweet = parse_embed_code(answer["html"]) if answer else None
    return replace(tweet, url=url) if tweet else None
