"""The embed codes of tweets in saved pages."""

import re

from importers.saved_pages.markup import TAG, is_visible, with_words_escaped
from news.tweets import Tweet, parse_embed_code

TWEET_PATTERN = re.compile(r"<blockquote\s[^<>]*\btwitter-(?:tweet|video)\b", re.IGNORECASE)
TWEET_CODE_MAX_LENGTH = 10_000


def read_tweet(code: str) -> Tweet | None:
    """Read a tweet's embed code; None where it is none, or not one that is read whole."""
    paragraphs = sum(tag["name"].lower() == "p" and not tag["end"] for tag in TAG.finditer(code))
    if not TWEET_PATTERN.match(code) or paragraphs != 1 or len(code) > TWEET_CODE_MAX_LENGTH:
        return None
    tweet = parse_embed_code(with_words_escaped(code))
    return tweet if tweet and is_visible(tweet.text) else None
