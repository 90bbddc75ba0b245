"""The URLs of the site, and a bare view."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from byline.urls import urlpatterns as site


def bare(_request: HttpRequest) -> HttpResponse:
    """Return an empty response, to measure the server and the middleware alone."""
    response = HttpResponse()
    response["Cache-Control"] = "private"
    return response


urlpatterns = [path("bench/bare/", bare), *site]
