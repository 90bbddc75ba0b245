"""The addresses of the search page."""

from django.urls import path

from search import views
from search.feeds import SearchFeed

app_name = "search"
urlpatterns = [
    path("", views.search, name="search"),
    path("suggest/", views.suggestions, name="suggest"),
    path("feed/", SearchFeed(), name="feed"),
]
