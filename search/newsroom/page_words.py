"""The words under which the newsroom finds a page."""

from typing import NamedTuple

from modelsearch.index import SearchField
from wagtail.models import Page

from news.models import ArticlePage, Author, Byline, Topic
from search.stories import FIELD_TERMS_LIMIT, body_texts, join_texts
from search.words import GAP_TERM, WORD_PATTERN, fold_prefix, index_terms

# Excerpts are made of the beginning of a longer text.
STORED_TEXT_MAX_LENGTH = 50_000  # characters
# Begins the term of a facet. Of the private use area, as `GAP_TERM`: no query has it.
FACET_MARK = "\ue001"
PLAIN_NEWS = "news"


class PageWords(NamedTuple):
    """The words of a page, those that weigh most first, and the terms of its facets."""

    headline: str
    standfirst: str = ""
    body: str = ""
    bylines: str = ""
    names: str = ""
    # Of the body, too: the cells of tables, of which no excerpt is made.
    figures: str = ""
    facets: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text of which excerpts are made."""
        return join_texts([self.standfirst, self.body])[:STORED_TEXT_MAX_LENGTH]


class PageTerms(NamedTuple):
    """The terms of a page, in the order of the columns of the index."""

    headline: list[str]
    standfirst: list[str]
    body: list[str]
    names: list[str]
    facets: list[str]


def page_words(page: Page) -> PageWords:
    """Return the words of a page as it is in memory, with what it was not yet saved with."""
    if isinstance(page, ArticlePage):
        return story_words(page)
    fields = [field for field in page.get_search_fields() if isinstance(field, SearchField)]
    values = [field.get_value(page) for field in fields if field.field_name != "title"]
    texts = [text for value in values for text in (value if isinstance(value, list) else [value])]
    described = (getattr(page, name, "") for name in ("seo_title", "search_description"))
    return PageWords(page.title, body=join_texts([*texts, *described]), names=page.slug)


def story_words(story: ArticlePage) -> PageWords:
    """Return the words of a story."""
    prose, figures = body_texts(story)
    besides = [story.photo_caption, story.lead_credit, story.sponsor]
    corrected = [correction.text for correction in story.corrections.all()]
    authors = authors_of(story)
    topics = list(story.topics.all())
    bylines = join_texts(author.name for author in authors.values())
    label = story.get_label_display() if story.label else ""
    return PageWords(
        headline=story.title,
        standfirst=story.standfirst,
        body=join_texts([*prose, *besides, *corrected, story.seo_title, story.search_description]),
        bylines=bylines,
        names=join_texts([bylines, *(topic.name for topic in topics), label, story.slug]),
        figures=join_texts(figures),
        facets=(
            *(author_facet(author) for author in authors.values()),
            *(topic_facet(topic) for topic in topics),
            label_facet(story.label),
        ),
    )


def authors_of(story: ArticlePage) -> dict[int, Author]:
    """Return the authors of a story by id, without those that were deleted since."""
    bylines, field = story.bylines.all(), Byline._meta.get_field("author")
    if all(field.is_cached(byline) for byline in bylines):
        return {byline.author_id: byline.author for byline in bylines}
    return Author.objects.in_bulk([byline.author_id for byline in bylines])


def page_terms(words: PageWords) -> PageTerms:
    """Return the terms under which a page is found."""
    return PageTerms(
        headline=terms_as_typed(words.headline),
        standfirst=index_terms(words.standfirst)[:FIELD_TERMS_LIMIT],
        body=index_terms(join_texts([words.body, words.figures]))[:FIELD_TERMS_LIMIT],
        names=terms_as_typed(words.names),
        facets=list(words.facets),
    )


def terms_as_typed(text: str) -> list[str]:
    """Return the terms of a text, and its words as somebody begins to type them."""
    typed = map(fold_prefix, WORD_PATTERN.findall(text))
    return [*index_terms(text), GAP_TERM, *typed][:FIELD_TERMS_LIMIT]


def author_facet(author: Author) -> str:
    """Return the term of all that is by an author."""
    return f"{FACET_MARK}author{author.pk}"


def topic_facet(topic: Topic) -> str:
    """Return the term of all that is on a topic."""
    return f"{FACET_MARK}topic{topic.pk}"


def label_facet(label: str) -> str:
    """Return the term of all stories with a label, or of plain news."""
    return f"{FACET_MARK}label{label or PLAIN_NEWS}"
