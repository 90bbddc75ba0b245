"""Suggestions while a reader types."""

from typing import NamedTuple

from django.db.models import BooleanField, Case, When

from news.models import ArticlePage, Author, SectionPage, Topic
from news.querysets import ArticleQuerySet
from readership.popular import read_most
from search.engines import get_engine
from search.models import Name
from search.query_parser import QUERY_MAX_LENGTH, QUERY_WORDS_LIMIT
from search.words import WORD_PATTERN, fold

STORY_SUGGESTIONS_LIMIT = 6
# How many stories are put in order, and how many of the most read count as such.
CONSIDERED_STORIES_LIMIT, POPULAR_STORIES_LIMIT = 60, 30
NAME_SUGGESTIONS_LIMIT = 2  # of each kind
SUGGESTION_MIN_LENGTH = 2  # letters, before something is offered
SUGGESTED_MODELS: dict[str, type[Author] | type[Topic] | type[SectionPage]] = {
    Name.Kind.SECTION: SectionPage,
    Name.Kind.TOPIC: Topic,
    Name.Kind.AUTHOR: Author,
}


class Suggestion(NamedTuple):
    """A story, section, topic or author to open."""

    kind: str
    label: str
    url: str


def suggest(typed: str) -> list[Suggestion]:
    """Return prefix matches: sections, topics, authors, then stories."""
    words = [word for word in WORD_PATTERN.findall(typed[:QUERY_MAX_LENGTH]) if fold(word)]
    del words[QUERY_WORDS_LIMIT:]
    if len("".join(words)) < SUGGESTION_MIN_LENGTH:
        return []
    stories = get_engine().prefix_matching(ArticlePage.objects.published().originals(), words)
    found = likeliest(stories, " ".join(map(fold, words)))
    return [*name_suggestions(words), *(Suggestion("story", s.title, s.url) for s in found)]


def likeliest(stories: ArticleQuerySet, begun: str) -> list[ArticlePage]:
    """Return the stories to offer: first those whose headline begins so, the most read before.

    Of stories that nobody has read lately only the newest are considered.
    """
    places = {pk: place for place, pk in enumerate(read_most(POPULAR_STORIES_LIMIT))}
    is_read = Case(When(pk__in=places, then=True), default=False, output_field=BooleanField())
    rows = stories.only("title", "url_path", "published_at")
    some = rows.order_by(is_read.desc(), "-published_at", "-pk")[:CONSIDERED_STORIES_LIMIT]

    def place(story: ArticlePage) -> tuple[bool, int]:
        headline = " ".join(map(fold, WORD_PATTERN.findall(story.title)))
        return not headline.startswith(begun), places.get(story.pk, len(places))

    return sorted(some, key=place)[:STORY_SUGGESTIONS_LIMIT]


def name_suggestions(words: list[str]) -> list[Suggestion]:
    """Return the sections, topics and authors with a word that begins as each of the words."""
    fitting = Name.objects.all()
    for word in words:
        fitting = fitting.filter(words__contains=f" {fold(word)}")
    return [
        Suggestion(kind, str(subject), subject.get_absolute_url())
        for kind, model in SUGGESTED_MODELS.items()
        for subject in model.objects.published().filter(
            pk__in=fitting.filter(kind=kind).values("number")
        )[:NAME_SUGGESTIONS_LIMIT]
    ]
