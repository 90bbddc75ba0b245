"""The Atom feed of a search."""

from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed

from byline.client_ip import client_network
from byline.limits import seconds_to_wait
from news.models import ArticlePage, Newsroom
from search.searches import Search
from search.views import SEARCHES_PER_MINUTE, too_many_requests

FEED_STORIES_LIMIT = 20


class FollowedSearch(NamedTuple):
    """A search as a feed, at an address of the site."""

    search: Search
    root: str
    newspaper: str


class SearchFeed(Feed):
    """The newest stories that a search finds."""

    feed_type = Atom1Feed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the feed, or 429 above the rate limit."""
        if wait := seconds_to_wait(client_network(request), "feed", SEARCHES_PER_MINUTE):
            return too_many_requests(
                HttpResponse("Too many requests.", content_type="text/plain"), wait
            )
        response = super().__call__(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FollowedSearch:
        """Parse the query. Raises Http404 where it is empty."""
        search = Search.read(request.GET)
        if not search.query:
            raise Http404("Nothing is searched for.")
        root = request.build_absolute_uri("/").rstrip("/")
        return FollowedSearch(search, root, Newsroom.for_request(request).name)

    def title(self, followed: FollowedSearch) -> str:
        """Return the query and the name of the newspaper."""
        return f"“{followed.search.query.text}” – {followed.newspaper}"

    def link(self, followed: FollowedSearch) -> str:
        """Return the address of the search."""
        return f"{followed.root}{followed.search.url()}"

    def feed_url(self, followed: FollowedSearch) -> str:
        """Return the address of the feed."""
        return f"{followed.root}{followed.search.feed_url}"

    def items(self, followed: FollowedSearch) -> list[ArticlePage]:
        """Return the newest stories that are found."""
        return list(followed.search.stories.newest_first().for_cards()[:FEED_STORIES_LIMIT])

    def item_title(self, item: ArticlePage) -> str:
        """Return the headline."""
        return item.title

    def item_description(self, item: ArticlePage) -> str:
        """Return the standfirst."""
        return item.standfirst

    def item_link(self, item: ArticlePage) -> str:
        """Return the address of the story."""
        return item.full_url

    def item_author_name(self, item: ArticlePage) -> str:
        """Return the names of the authors."""
        return ", ".join(byline.author.name for byline in item.bylines.all())

    def item_pubdate(self, item: ArticlePage) -> datetime | None:
        """Return when the story was published."""
        return item.published_at

    def item_updateddate(self, item: ArticlePage) -> datetime | None:
        """Return when its substance was changed last."""
        return item.updated_at or item.published_at
