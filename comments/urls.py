"""URLs of comments."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter, StringConverter

from comments.feeds import CommentsFeed
from comments.paths import COMMENT_NUMBER_MAX
from comments.views import following, reading, reporting, writing
from news.feeds.routing import feed_path


class NumberConverter(IntConverter):
    """A number within the range of primary keys."""

    regex = "[0-9]{1,10}"

    def to_python(self, value: str) -> int:
        """Return the number. Raises ValueError (404) above the range."""
        if (number := int(value)) > COMMENT_NUMBER_MAX:
            raise ValueError(value)
        return number


class KeyConverter(StringConverter):
    """The key of a follower, as `get_random_string` makes them."""

    regex = "[A-Za-z0-9]{32}"


register_converter(NumberConverter, "number")
register_converter(KeyConverter, "key")

app_name = "comments"
urlpatterns = [
    path("<number:number>/", reading.comment, name="comment"),
    path("<number:number>/edit/", writing.edit, name="edit"),
    path("<number:number>/follow/", following.follow_comment, name="follow"),
    path("<number:number>/report/", reporting.report, name="report"),
    path("follow/<key:key>/", following.following, name="following"),
    path("follow/<key:key>/unfollow/", following.unfollow_at_once, name="unfollow"),
    path("on/<number:number>/", reading.thread, name="thread"),
    feed_path("on/<number:number>/", CommentsFeed, name="feed"),
    path("on/<number:number>/write/", writing.write, name="write"),
]
