"""Middleware of the project itself."""

import re

from django.conf import settings
from django.contrib.sessions import middleware as sessions
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware import csp, gzip

# Set by Django's decorator on the response of a view.
CSP_ATTRIBUTE = "_csp_config"
SESSION_KEY = re.compile(r"[a-z0-9]{1,40}", re.ASCII)


class ContentSecurityPolicyMiddleware(csp.ContentSecurityPolicyMiddleware):
    """Sends the strict policy to readers, and staff the one that Wagtail needs."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Set the policy of staff pages, unless the view has one."""
        if is_staff_page(request) and not hasattr(response, CSP_ATTRIBUTE):
            setattr(response, CSP_ATTRIBUTE, settings.STAFF_CSP)
        return super().process_response(request, response)


class GZipMiddleware(gzip.GZipMiddleware):
    """Compresses what the page cache does not, but no downloads: few get smaller.

    And browsers show their progress by the Content-Length.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress a response that is not streamed."""
        return response if response.streaming else super().process_response(request, response)


class SessionMiddleware(sessions.SessionMiddleware):
    """Ignores cookies that are no session key: PostgreSQL raises errors for some."""

    def process_request(self, request: HttpRequest) -> None:
        """Remove an invalid session cookie from the request."""
        if not SESSION_KEY.fullmatch(request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        super().process_request(request)


def is_staff_page(request: HttpRequest) -> bool:
    """Return whether the page is of the admin or may have Wagtail's user bar."""
    return request.path.startswith("/admin/") or settings.SESSION_COOKIE_NAME in request.COOKIES
