"""The views of sitemaps."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Site

from byline.pagecache import mark_cacheable
from byline.sites import site_of
from news.models import Newsroom
from seo import sitemaps


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """List the sitemaps."""
    mark_cacheable(request)
    return as_xml(request, "index", {"entries": sitemaps.index(site_or_404(request))})


@require_safe
def sitemap_part(request: HttpRequest, kind: str, part: str) -> HttpResponse:
    """List the pages of a part. Raises Http404 where there are none."""
    mark_cacheable(request)
    if not (entries := sitemaps.part(kind, int(part), site_or_404(request))):
        raise Http404("Nothing is in this part.")
    return as_xml(request, "part", {"entries": entries})


@require_safe
def news_sitemap(request: HttpRequest) -> HttpResponse:
    """List the stories of the last two days as Google News reads them."""
    mark_cacheable(request)
    context = {
        "entries": sitemaps.news(site_or_404(request)),
        "name": Newsroom.for_request(request).name,
        "language": settings.LANGUAGE_CODE.partition("-")[0],
    }
    return as_xml(request, "news", context)


def site_or_404(request: HttpRequest) -> Site:
    """Return the site of a request. Raises Http404 where there is none."""
    if (site := site_of(request)) is None:
        raise Http404("There is no site.")
    return site


def as_xml(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    """Render a sitemap, which is no search result itself."""
    response = render(
        request, f"seo/sitemap_{name}.xml", context, content_type="application/xml; charset=utf-8"
    )
    response["X-Robots-Tag"] = "noindex"
    return response
