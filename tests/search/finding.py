"""Put stories into the index, and look for them."""

from urllib.parse import urlencode

from django.http import QueryDict

from news.models import ArticlePage
from search.engines import get_engine
from search.index import index_stories
from search.models import Entry
from search.searches import Search
from search.stories import story_texts


def know(*stories):
    """Make the index say what the stories say, as it does once they are published."""
    index_stories([made.pk for made in stories])


def know_all_as(story):
    """Make the index say of all other stories what one says, without reading each."""
    texts, others = story_texts(story), ArticlePage.objects.exclude(pk=story.pk)
    Entry.objects.bulk_create(Entry(story=other, text=texts.body) for other in others)
    get_engine().write([(other, texts) for other in others])


def paragraph(text):
    """Return a body of one paragraph."""
    return [("paragraph", f"<p>{text}</p>")]


def search(q, **parameters):
    """Return the search that an address asks for."""
    return Search.read(QueryDict(urlencode({"q": q, **parameters})))


def found(q, **parameters):
    """Return the headlines of what a search finds, the best first."""
    return headlines_of(search(q, **parameters))


def headlines_of(asked_for):
    """Return the headlines of what a search finds, the best first."""
    titles = dict(asked_for.stories.values_list("pk", "title"))
    return [titles[pk] for pk in asked_for.best(100)]
