"""The URLs of the site, and a bare view."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from bench.metrics import STORY_ROUTE
from byline.urls import urlpatterns as site
from home import views


def bare(_request: HttpRequest) -> HttpResponse:
    """Return an empty response, to measure the server and the middleware alone."""
    response = HttpResponse()
    response["Cache-Control"] = "private"
    return response


urlpatterns = [
    path("bench/bare/", bare),
    # The site's own view, by a name of its own: the metrics count stories apart from other pages.
    re_path(r"^([\w-]+/[\w-]+-\d+/)$", views.serve, name=STORY_ROUTE),
    *site,
]
