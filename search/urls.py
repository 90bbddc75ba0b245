"""The addresses of the search page."""

from django.urls import path
from django.views.decorators.http import require_safe

from search import views
from search.feeds import SearchFeed

app_name = "search"
urlpatterns = [
    path("", views.search, name="search"),
    path("suggest/", views.suggestions, name="suggest"),
    path("feed/", require_safe(SearchFeed()), name="feed"),
]
