"""The gates of what not everybody may read: pages and documents with a password, and a sign-in.

Wagtail decides who may read. Here stands who may be asked at all, and how often.
"""

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
from byline.limits import seconds_to_wait
from news.models.base import BasePage

# One connection may try so many passwords of a page or of documents, within so many seconds.
TRIES, WITHIN = 10, 900
PASSWORD = BaseViewRestriction.PASSWORD

sign_in = never_cache(
    LoginView.as_view(template_name="wagtailcore/login.html", form_class=ReaderLoginForm)
)


@never_cache
@sensitive_post_parameters()
def page_password(
    request: HttpRequest, page_view_restriction_id: int, page_id: int
) -> HttpResponse:
    """Ask for the password of a page. 404 where none stands before it, or it is not its time."""
    page = get_object_or_404(Page.objects.live(), pk=page_id).specific
    if not isinstance(page, BasePage) or not page.is_in_time:
        raise Http404
    passwords = page.get_view_restrictions().filter(restriction_type=PASSWORD)
    restriction = get_object_or_404(passwords, pk=page_view_restriction_id)
    return limited(
        request,
        f"page {restriction.pk}",
        lambda: page_views.authenticate_with_password(request, restriction.pk, page.pk),
    )


@never_cache
@sensitive_post_parameters()
def document_password(request: HttpRequest, restriction_id: int) -> HttpResponse:
    """Ask for the password of a collection of documents."""
    passwords = CollectionViewRestriction.objects.filter(restriction_type=PASSWORD)
    restriction = get_object_or_404(passwords, pk=restriction_id)
    return limited(
        request,
        f"documents {restriction.pk}",
        lambda: document_views.authenticate_with_password(request, restriction.pk),
    )


def limited(request: HttpRequest, what: str, ask: Callable[[], HttpResponse]) -> HttpResponse:
    """Ask, unless this connection has tried too many passwords already."""
    wait = request.method == "POST" and seconds_to_wait(
        client_network(request), f"password {what}", TRIES, WITHIN
    )
    if not wait:
        return ask()
    context = {"minutes": ceil(wait / 60)}
    response = render(request, "accounts/too_many_passwords.html", context, status=429)
    response["Retry-After"] = wait
    return response
