"""What is offered while a reader types."""

from typing import NamedTuple

from news.models import ArticlePage, Author, SectionPage, Topic
from search.engines import engine
from search.models import Name
from search.query_parser import LONGEST, MOST_WORDS
from search.words import WORD, fold

STORIES, NAMES = 6, 2  # how many are offered, of names of each kind
SHORTEST = 2  # letters, before something is offered
SUBJECTS: dict[str, type[Author] | type[Topic] | type[SectionPage]] = {
    Name.Kind.SECTION: SectionPage,
    Name.Kind.TOPIC: Topic,
    Name.Kind.AUTHOR: Author,
}


class Suggestion(NamedTuple):
    """Something that a reader may want to open."""

    kind: str
    label: str
    url: str


def suggest(typed: str) -> list[Suggestion]:
    """Return what begins as a reader has typed: sections, topics, authors, then stories."""
    words = [word for word in WORD.findall(typed[:LONGEST]) if fold(word)][:MOST_WORDS]
    if len("".join(words)) < SHORTEST:
        return []
    stories = engine().prefix_matching(ArticlePage.objects.published().originals(), words)
    newest = stories.newest_first().only("title", "url_path", "published_at")[:STORIES]
    return [*names(words), *(Suggestion("story", story.title, story.url) for story in newest)]


def names(words: list[str]) -> list[Suggestion]:
    """Return the sections, topics and authors with a word that begins as each of the words."""
    fitting = Name.objects.all()
    for word in words:
        fitting = fitting.filter(words__contains=f" {fold(word)}")
    return [
        Suggestion(kind, str(subject), subject.get_absolute_url())
        for kind, model in SUBJECTS.items()
        for subject in model.objects.published().filter(
            pk__in=fitting.filter(kind=kind).values("number")
        )[:NAMES]
    ]
