"""The addresses of feeds: permanent, since they have ids and no slugs."""

from django.urls import path

from news.feeds.directory import feed_directory
from news.feeds.routing import feed_path
from news.feeds.views import AllStoriesFeed, AuthorFeed, SectionFeed, TopicFeed

app_name = "feeds"
urlpatterns = [
    path("", feed_directory, name="directory"),
    feed_path("", AllStoriesFeed, name="stories"),
    feed_path("sections/<id:number>/", SectionFeed, name="section"),
    feed_path("topics/<id:number>/", TopicFeed, name="topic"),
    feed_path("authors/<id:number>/", AuthorFeed, name="author"),
]
