"""Middleware of the project itself."""

import re

from django.conf import settings
from django.contrib.sessions import middleware as sessions
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware import csp, gzip

# Where Django's middleware looks for a policy of the view's own.
CSP_ATTRIBUTE = "_csp_config"
SESSION_KEY = re.compile(r"[a-z0-9]{1,40}", re.ASCII)


class ContentSecurityPolicyMiddleware(csp.ContentSecurityPolicyMiddleware):
    """Send readers the strict policy and signed-in staff the one Wagtail's tools need."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Choose the policy by whether Wagtail's tools may be on the page."""
        if is_staff_page(request) and not hasattr(response, CSP_ATTRIBUTE):
            setattr(response, CSP_ATTRIBUTE, settings.STAFF_CSP)
        return super().process_response(request, response)


class GZipMiddleware(gzip.GZipMiddleware):
    """Compress what the page cache does not, but for downloads: few get smaller.

    Their length, which a browser shows the progress by, stays known.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress the answer if the browser can read that."""
        return response if response.streaming else super().process_response(request, response)


class SessionMiddleware(sessions.SessionMiddleware):
    """Look up only what can be the key of a session: PostgreSQL refuses some characters."""

    def process_request(self, request: HttpRequest) -> None:
        """Forget a session cookie that is not ours."""
        if not SESSION_KEY.fullmatch(request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        super().process_request(request)


def is_staff_page(request: HttpRequest) -> bool:
    """Tell whether Wagtail's admin or its user bar may be on this page."""
    return request.path.startswith("/admin/") or settings.SESSION_COOKIE_NAME in request.COOKIES
