"""Middleware of the project itself."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware import csp

# Where Django's middleware looks for a policy of the view's own.
POLICY = "_csp_config"


class ContentSecurityPolicyMiddleware(csp.ContentSecurityPolicyMiddleware):
    """Send readers the strict policy and signed-in staff the one Wagtail's tools need."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Choose the policy by whether Wagtail's tools may be on the page."""
        if is_staff_page(request) and not hasattr(response, POLICY):
            setattr(response, POLICY, settings.STAFF_CSP)
        return super().process_response(request, response)


def is_staff_page(request: HttpRequest) -> bool:
    """Tell whether Wagtail's admin or its user bar may be on this page."""
    return request.path.startswith("/admin/") or settings.SESSION_COOKIE_NAME in request.COOKIES
