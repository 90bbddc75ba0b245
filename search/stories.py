"""What is found of a story, and what is shown of it."""

from collections.abc import Iterable
from typing import NamedTuple

from news.models import ArticlePage
from search.words import WORD, fold, indexed

# Of longer texts only the beginning is found. PostgreSQL counts places up to 16,383.
MOST_TERMS = 12_000


class Fields(NamedTuple):
    """The terms of a story, those that weigh most first."""

    headline: list[str]
    standfirst: list[str]
    body: list[str]
    bylines: list[str]
    topics: list[str]


def fields_of(story: ArticlePage) -> Fields:
    """Return the terms under which a story is found."""
    return Fields(
        headline=indexed(story.title),
        standfirst=indexed(story.standfirst),
        body=indexed(body_of(story))[:MOST_TERMS],
        bylines=indexed(authors_of(story)),
        topics=indexed(topics_of(story)),
    )


def typed_in(story: ArticlePage) -> list[str]:
    """Return the words of the headline as readers begin to type them, and their terms."""
    return [*(fold(word) for word in WORD.findall(story.title)), *indexed(story.title)]


def body_of(story: ArticlePage) -> str:
    """Return every word of the body, and the caption under the lead photo."""
    texts = story.body.stream_block.get_searchable_content(story.body)
    return separate([*texts, story.photo_caption])


def authors_of(story: ArticlePage) -> str:
    """Return the names over a story."""
    return separate(byline.author.name for byline in story.bylines.all())


def topics_of(story: ArticlePage) -> str:
    """Return what a story is about."""
    return separate(topic.name for topic in story.topics.all())


def separate(texts: Iterable[str]) -> str:
    """Join texts of which each stands for itself."""
    return "\n".join(text for text in map(str, texts) if text.strip())
