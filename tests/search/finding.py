"""Put stories into the index, and look for them."""

from urllib.parse import urlencode

from django.http import QueryDict

from search.index import index_stories
from search.searches import Search


def know(*stories):
    """Make the index say what the stories say, as it does once they are published."""
    index_stories([made.pk for made in stories])


def paragraph(text):
    """Return a body of one paragraph."""
    return [("paragraph", f"<p>{text}</p>")]


def search(q, **parameters):
    """Return the search that an address asks for."""
    return Search.read(QueryDict(urlencode({"q": q, **parameters})))


def found(q, **parameters):
    """Return the headlines of what a search finds, the best first."""
    asked_for = search(q, **parameters)
    titles = dict(asked_for.stories.values_list("pk", "title"))
    return [titles[pk] for pk in asked_for.best(100)]
