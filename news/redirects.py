"""Redirects from old URLs, to pages that the client may read only."""

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.redirects import middleware
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from news.documents import may_read
from news.querysets import visible_pages


class RedirectMiddleware(middleware.RedirectMiddleware):
    """Wagtail's middleware, which redirects to pages that are not published too."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Redirect a 404, if the client may read the page."""
        found = super().process_response(request, response)
        if found is response:
            return response
        pages = pages_behind(request)
        if pages and not visible_pages(pages) and not may_read(request, pages):
            return response
        return found


def pages_behind(request: HttpRequest) -> list[int]:
    """Return the ids of the pages that the request's URL redirects to."""
    paths = {
        Redirect.normalise_path(path, decode_unicode=decoded)
        for path in (request.get_full_path(), request.path)
        for decoded in (True, False)
    }
    redirects = Redirect.get_for_site(Site.find_for_request(request))
    pages = redirects.filter(old_path__in=paths).exclude(redirect_page=None)
    return list(pages.values_list("redirect_page", flat=True))
