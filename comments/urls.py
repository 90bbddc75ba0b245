"""The addresses of comments."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from comments.requests import HIGHEST
from comments.views import following, reading, reporting, writing


class NumberConverter(IntConverter):
    """A number that a comment or a story may have: databases know no higher ones."""

    regex = "[0-9]{1,10}"

    def to_python(self, value: str) -> int:
        """Return the number. Raises ValueError, which is a 404, for one too high."""
        if (number := int(value)) > HIGHEST:
            raise ValueError(value)
        return number


register_converter(NumberConverter, "number")

app_name = "comments"
urlpatterns = [
    path("<number:number>/", reading.comment, name="comment"),
    path("<number:number>/edit/", writing.edit, name="edit"),
    path("<number:number>/follow/", following.follow_comment, name="follow"),
    path("<number:number>/report/", reporting.report, name="report"),
    path("follow/<str:key>/", following.following, name="following"),
    path("follow/<str:key>/unfollow/", following.unfollow_at_once, name="unfollow"),
    path("on/<number:number>/", reading.thread, name="thread"),
    path("on/<number:number>/write/", writing.write, name="write"),
]
