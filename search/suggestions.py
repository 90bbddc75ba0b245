"""Suggestions while a reader types."""

from typing import NamedTuple

from news.models import ArticlePage, Author, SectionPage, Topic
from search.engines import get_engine
from search.models import Name
from search.query_parser import QUERY_MAX_LENGTH, QUERY_WORDS_LIMIT
from search.words import WORD_PATTERN, fold

STORY_SUGGESTIONS_LIMIT = 6
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
    newest = stories.newest_first().only("title", "url_path", "published_at")
    found = newest[:STORY_SUGGESTIONS_LIMIT]
    return [*name_suggestions(words), *(Suggestion("story", s.title, s.url) for s in found)]


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
