"""Index stories, and search for them."""

from urllib.parse import urlencode

from django.http import QueryDict

from news.models import ArticlePage
from search.engines import get_engine
from search.index import index_stories
from search.models import Entry
from search.searches import Search
from search.stories import story_texts


def index(*stories):
    """Index stories, as the worker does once they are published."""
    index_stories([made.pk for made in stories])


def index_all_as(story):
    """Index all other stories with the texts of one."""
    texts, others = story_texts(story), ArticlePage.objects.exclude(pk=story.pk)
    Entry.objects.bulk_create(Entry(story=other, text=texts.body) for other in others)
    get_engine().write([(other, texts) for other in others])


def paragraph(text):
    """Return a body of one paragraph."""
    return [("paragraph", f"<p>{text}</p>")]


def search(q, **parameters):
    """Return the search of an address."""
    return Search.read(QueryDict(urlencode({"q": q, **parameters})))


def found_titles(q, **parameters):
    """Return the headlines of what a search finds, the best first."""
    return titles_of(search(q, **parameters))


def titles_of(asked_for):
    """Return the headlines of what a search finds, the best first."""
    titles = dict(asked_for.stories.values_list("pk", "title"))
    return [titles[pk] for pk in asked_for.best(100)]
