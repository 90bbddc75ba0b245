"""The page that lists the feeds."""

from operator import attrgetter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from byline.pagecache import expires_at, mark_cacheable
from byline.sites import full_url
from news.models import SectionPage


@require_safe
def feed_directory(request: HttpRequest) -> HttpResponse:
    """List the feeds of all stories and of each section, in every format."""
    mark_cacheable(request)
    # Sorted here: in the database, SQLite would scan all pages.
    sections = sorted(SectionPage.objects.published().order_by(), key=attrgetter("path"))
    for section in sections:
        expires_at(section.expire_at)
    context = {"sections": sections, "canonical_url": full_url(request, request.path)}
    return render(request, "feeds/directory.html", context)
