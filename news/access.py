"""Password forms of restricted pages and documents, with rate limits, and the sign-in."""

from collections.abc import Callable
from math import ceil

from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from wagtail import views as page_views
from wagtail.documents.views import serve as document_views
from wagtail.models import BaseViewRestriction, CollectionViewRestriction, Page

from accounts.forms import ReaderLoginForm
from byline.client_ip import client_network
from byline.limits import seconds_to_wait, too_many_requests
from news.models.base import BasePage

# Per connection, and per page or collection of documents.
PASSWORD_TRIES_LIMIT, PASSWORD_WINDOW_SECONDS = 10, 900
PASSWORD = BaseViewRestriction.PASSWORD

sign_in = never_cache(
    LoginView.as_view(template_name="wagtailcore/login.html", form_class=ReaderLoginForm)
)


@never_cache
@sensitive_post_parameters()
def page_password(
    request: HttpRequest, page_view_restriction_id: int, page_id: int
) -> HttpResponse:
    """Serve the password form of a page. Raises Http404 if it has none, or is not in time."""
    page = get_object_or_404(Page.objects.live(), pk=page_id).specific
    if not isinstance(page, BasePage) or not page.is_in_time:
        raise Http404
    passwords = page.get_view_restrictions().filter(restriction_type=PASSWORD)
    restriction = get_object_or_404(passwords, pk=page_view_restriction_id)
    return limit_attempts(
        request,
        f"page {restriction.pk}",
        lambda: page_views.authenticate_with_password(request, restriction.pk, page.pk),
    )


@never_cache
@sensitive_post_parameters()
def document_password(request: HttpRequest, restriction_id: int) -> HttpResponse:
    """Serve the password form of a collection of documents."""
    passwords = CollectionViewRestriction.objects.filter(restriction_type=PASSWORD)
    restriction = get_object_or_404(passwords, pk=restriction_id)
    return limit_attempts(
        request,
        f"documents {restriction.pk}",
        lambda: document_views.authenticate_with_password(request, restriction.pk),
    )


def limit_attempts(
    request: HttpRequest, key: str, view: Callable[[], HttpResponse]
) -> HttpResponse:
    """Return the view's response, or 429 after too many passwords from a connection."""
    wait = request.method == "POST" and seconds_to_wait(
        client_network(request), f"password {key}", PASSWORD_TRIES_LIMIT, PASSWORD_WINDOW_SECONDS
    )
    if not wait:
        return view()
    context = {"minutes": ceil(wait / 60)}
    return too_many_requests(wait, render(request, "accounts/too_many_passwords.html", context))
