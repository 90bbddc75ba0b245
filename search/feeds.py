"""The feeds of a search."""

from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from byline.client_ip import client_network
from byline.limits import seconds_to_wait, too_many_requests
from byline.pagecache import depends_on
from news.feeds.base import StoryFeed
from news.querysets import ArticleQuerySet
from search.index import SEARCH_INDEX_TAG
from search.searches import Search


class SearchFeed(StoryFeed):
    """The newest stories that a search finds."""

    parameters = ("q", "dates", "section", "author", "topic", "period")
    # No hub is told: a story may be in any of them.
    is_pushed = False

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the feed, or 429 above the rate limit."""
        if wait := seconds_to_wait(client_network(request), "feed", settings.SEARCHES_PER_MINUTE):
            return too_many_requests(wait)
        return super().__call__(request, *args, **kwargs)

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Search:
        """Parse the query. Raises Http404 where it is empty."""
        search = Search.read(request.GET)
        if not search.query:
            raise Http404("Nothing is searched for.")
        depends_on(SEARCH_INDEX_TAG)
        self.file_format: str = kwargs["format"]
        return search

    def feed_uuid(self, search: Search) -> UUID:
        """Return a UUID made of that of the front page and the address of the search."""
        return uuid5(self.site_uuid, search.url(order=None))

    def title(self, search: Search) -> str:
        """Return the query and the name of the newspaper."""
        return f"“{search.query.text}” – {self.newsroom.name}"

    def link(self, search: Search) -> str:
        """Return the address of the search."""
        return self.absolute(search.url())

    def feed_url(self, search: Search) -> str:
        """Return the address of the feed, with the parameters that count."""
        return self.absolute(search.feed_url(self.file_format))

    def stories(self, search: Search) -> ArticleQuerySet:
        """Return the stories that are found."""
        return search.stories
