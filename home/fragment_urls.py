"""The addresses of fragments: see `byline.pagecache.fragments`."""

from django.urls import include, path, re_path

from byline.plugins.urls import patterns_of
from comments.views import reading
from home import fragments

app_name = "fragments"
urlpatterns = [
    path("masthead/", fragments.masthead, name="masthead"),
    path("footer/", fragments.footer, name="footer"),
    path("sections/", fragments.sections, name="sections"),
    path("recent/", fragments.recent, name="recent"),
    path("popular/", fragments.popular, name="popular"),
    re_path(r"^comments/(?P<number>[1-9][0-9]{0,8})/$", reading.below_story, name="comments"),
    re_path(
        r"^comment-count/(?P<number>[1-9][0-9]{0,8})/$",
        reading.count_in_head,
        name="comment_count",
    ),
    re_path(
        r"^structured-data/(?P<number>[1-9][0-9]{0,8})/$",
        fragments.structured_data,
        name="structured_data",
    ),
    path("plugins/", include(patterns_of("fragments"))),
]
