"""The way to every page."""

from django.http import HttpRequest, HttpResponse
from wagtail import views

from byline.sites import site_of


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Serve the page at an address, as Wagtail does; the site brings along what every page asks."""
    if (site := site_of(request)) and hasattr(site.root_page, "homepage"):
        site.root_page.specific = site.root_page.homepage
    return views.serve(request, path)
