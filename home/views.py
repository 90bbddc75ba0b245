"""The view that serves pages."""

from django.http import HttpRequest, HttpResponse
from wagtail import views

from byline.sites import site_of


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Serve the page at a path as Wagtail does, with site and front page already fetched."""
    if (site := site_of(request)) and hasattr(site.root_page, "homepage"):
        site.root_page.specific = site.root_page.homepage
    return views.serve(request, path)
