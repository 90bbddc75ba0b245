"""URLs of comments."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from comments.feeds import CommentsFeed
from comments.views import following, picking, reading, reporting, writing
from news.feeds.routing import feed_path


class KeyConverter(StringConverter):
    """The key of a follower, as `get_random_string` makes them."""

    regex = "[A-Za-z0-9]{32}"


register_converter(KeyConverter, "key")

app_name = "comments"
urlpatterns = [
    path("<id:number>/", reading.comment, name="comment"),
    path("<id:number>/edit/", writing.edit, name="edit"),
    path("<id:number>/follow/", following.follow_comment, name="follow"),
    path("<id:number>/pick/", picking.pick, name="pick"),
    path("<id:number>/report/", reporting.report, name="report"),
    path("follow/<key:key>/", following.following, name="following"),
    path("follow/<key:key>/unfollow/", following.unfollow_at_once, name="unfollow"),
    path("on/<id:number>/", reading.thread, name="thread"),
    feed_path("on/<id:number>/", CommentsFeed, name="feed"),
    path("on/<id:number>/follow/", following.follow_story, name="follow_story"),
    path("on/<id:number>/write/", writing.write, name="write"),
]
