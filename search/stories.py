"""The texts and terms under which a story is indexed."""

from collections.abc import Iterable
from copy import copy
from typing import NamedTuple

from byline.plugins.guard import attempt
from byline.plugins.registry import contributions
from news.models import ArticlePage
from search.words import GAP_TERM, WORD_PATTERN, fold_prefix, headline_term, index_terms

# Of longer texts the beginning is indexed. PostgreSQL has positions up to 16,383.
FIELD_TERMS_LIMIT = 12_000


class StoryTexts(NamedTuple):
    """The words of a story, those that weigh most first."""

    headline: str
    standfirst: str
    body: str
    bylines: str
    topics: str
    # Of the body, too: the cells of tables, of which no excerpt is made.
    figures: str = ""


class StoryTerms(NamedTuple):
    """The terms of a story, those that weigh most first."""

    headline: list[str]
    standfirst: list[str]
    body: list[str]
    bylines: list[str]
    topics: list[str]


def story_texts(story: ArticlePage) -> StoryTexts:
    """Return the words by which a story is found: all that readers see of it."""
    prose, figures = body_texts(story)
    return StoryTexts(
        headline=story.title,
        standfirst=story.standfirst,
        body=join_texts([*prose, story.photo_caption, *texts_of_plugins(story)]),
        bylines=join_texts(byline.author.name for byline in story.bylines.all()),
        topics=join_texts(topic.name for topic in story.topics.all()),
        figures=join_texts(figures),
    )


def body_texts(story: ArticlePage) -> tuple[list[str], list[str]]:
    """Return the texts of the body of which excerpts are made, and the others."""
    texts_of = story.body.stream_block.get_searchable_content
    prose = [child for child in story.body if getattr(child.block, "is_prose", True)]
    figures = [child for child in story.body if not getattr(child.block, "is_prose", True)]
    return texts_of(prose), texts_of(figures)


def texts_of_plugins(story: ArticlePage) -> list[str]:
    """Return what else plugins want a story to be found by."""
    functions = contributions("search_texts")
    # A copy for each: what one writes into it, nobody else sees.
    found = (attempt(plugin, "search_texts", text_of, copy(story)) for plugin, text_of in functions)
    return [text for text in found if isinstance(text, str)]


def story_terms(texts: StoryTexts) -> StoryTerms:
    """Return the terms under which a story is found."""
    *fields, _figures = texts._replace(body=join_texts([texts.body, texts.figures]))
    terms = StoryTerms(*(index_terms(text)[:FIELD_TERMS_LIMIT] for text in fields))
    return terms._replace(headline=[*terms.headline, GAP_TERM, headline_term(texts.headline)])


def headline_terms(headline: str) -> list[str]:
    """Return the words of a headline as readers begin to type them, and their terms."""
    typed = map(fold_prefix, WORD_PATTERN.findall(headline))
    return [*typed, *index_terms(headline), headline_term(headline)]


def join_texts(texts: Iterable[str]) -> str:
    """Join texts of which each stands for itself."""
    return "\n".join(text for text in map(str, texts) if text.strip())
