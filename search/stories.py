"""The texts and terms under which a story is indexed."""

from collections.abc import Iterable
from copy import copy
from typing import NamedTuple

from byline.plugins.guard import attempt
from byline.plugins.registry import contributions
from news.models import ArticlePage
from search.words import WORD_PATTERN, fold_prefix, index_terms

# Of longer texts the beginning is indexed. PostgreSQL has positions up to 16,383.
FIELD_TERMS_LIMIT = 12_000


class StoryTexts(NamedTuple):
    """The words of a story, those that weigh most first."""

    headline: str
    standfirst: str
    body: str
    bylines: str
    topics: str


class StoryTerms(NamedTuple):
    """The terms of a story, those that weigh most first."""

    headline: list[str]
    standfirst: list[str]
    body: list[str]
    bylines: list[str]
    topics: list[str]


def story_texts(story: ArticlePage) -> StoryTexts:
    """Return the words by which a story is found: all that readers see of it."""
    body = story.body.stream_block.get_searchable_content(story.body)
    return StoryTexts(
        headline=story.title,
        standfirst=story.standfirst,
        body=join_texts([*body, story.photo_caption, *texts_of_plugins(story)]),
        bylines=join_texts(byline.author.name for byline in story.bylines.all()),
        topics=join_texts(topic.name for topic in story.topics.all()),
    )


def texts_of_plugins(story: ArticlePage) -> list[str]:
    """Return what else plugins want a story to be found by."""
    functions = contributions("search_texts")
    # A copy for each: what one writes into it, nobody else sees.
    found = (attempt(plugin, "search_texts", text_of, copy(story)) for plugin, text_of in functions)
    return [text for text in found if isinstance(text, str)]


def story_terms(texts: StoryTexts) -> StoryTerms:
    """Return the terms under which a story is found."""
    return StoryTerms(*(index_terms(text)[:FIELD_TERMS_LIMIT] for text in texts))


def headline_terms(headline: str) -> list[str]:
    """Return the words of a headline as readers begin to type them, and their terms."""
    return [*map(fold_prefix, WORD_PATTERN.findall(headline)), *index_terms(headline)]


def join_texts(texts: Iterable[str]) -> str:
    """Join texts of which each stands for itself."""
    return "\n".join(text for text in map(str, texts) if text.strip())
