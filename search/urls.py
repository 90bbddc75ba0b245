"""The addresses of the search page."""

from django.urls import path

from news.feeds.routing import feed_path
from search import views
from search.feeds import SearchFeed

app_name = "search"
urlpatterns = [
    path("", views.search, name="search"),
    path("suggest/", views.suggestions, name="suggest"),
    feed_path("feed/", SearchFeed, name="feed"),
]
