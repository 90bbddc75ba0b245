"""The addresses of the search page."""

from django.urls import path
from django.views.generic import RedirectView

from news.feeds.routing import feed_path
from search import views
from search.feeds import SearchFeed

app_name = "search"
urlpatterns = [
    path("", views.search, name="search"),
    path("suggest/", views.suggestions, name="suggest"),
    feed_path("feed/", SearchFeed, name="feed"),
    # The address before there were several formats.
    path(
        "feed/",
        RedirectView.as_view(pattern_name="search:feed", query_string=True, permanent=True),
        {"format": "atom"},
    ),
]
