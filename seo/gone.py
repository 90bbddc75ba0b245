"""Addresses of pages that were taken down: `410 Gone` tells search engines to forget them."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from byline.sites import site_of
from news.models import ArticlePage, BasePage, RestrictedPage
from seo.indexnow import submit_removed
from seo.models import URL_PATH_MAX_LENGTH, RemovedPage

# No address of a page has more.
PARTS_LIMIT = 3


class GoneMiddleware:
    """Answers 410 in place of 404 where readers could see a page before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the response, or that the page is gone."""
        response = self.get_response(request)
        if response.status_code != 404 or not is_gone(request):
            return response
        gone = render(request, "410.html", status=410)
        # It may come back, and its address has endless query strings.
        gone["Cache-Control"] = "no-store"
        return gone


def is_gone(request: HttpRequest) -> bool:
    """Return whether a page at the address was taken down or has expired.

    Or one above it, or one that it led to.
    """
    site = site_of(request)
    slugs = [slug for slug in request.path.split("/") if slug]
    if site is None or not 0 < len(slugs) <= PARTS_LIMIT or "\0" in request.path:
        return False
    former = Redirect.normalise_path(f"/{'/'.join(slugs)}")
    redirects = Redirect.get_for_site(site).filter(old_path=former).exclude(redirect_page=None)
    led_to = list(redirects.values_list("redirect_page", flat=True))
    front = site.root_page.url_path
    paths = [f"{front}{'/'.join(slugs[:end])}/" for end in range(1, len(slugs) + 1)]
    if RemovedPage.objects.filter(Q(url_path__in=paths) | Q(page__in=led_to)).exists():
        return True
    # The worker has not yet unpublished these. Paths have no index, slugs have one.
    found = Page.objects.filter(Q(slug__in=slugs, url_path__in=paths) | Q(pk__in=led_to))
    expired = found.filter(live=True, expire_at__lte=timezone.now())
    return any(was_public(page) for page in expired.specific())


def store_removal(instance: Page, **kwargs: Any) -> None:
    """Store the address of a page that is unpublished or deleted, if readers could see it."""
    page = instance.specific
    if len(page.url_path) <= URL_PATH_MAX_LENGTH and was_public(page):
        RemovedPage.objects.update_or_create(
            url_path=page.url_path, defaults={"page": page.pk, "removed_at": timezone.now()}
        )
        submit_removed(page.full_url)


def store_deletion(instance: Page, **kwargs: Any) -> None:
    """Store the address of a page that is deleted while it is live."""
    if instance.live:
        store_removal(instance)


def was_public(page: Page) -> bool:
    """Return whether readers could see a page as long as it was live.

    Where they could not, 410 in place of 404 would tell that there is one.
    """
    if not isinstance(page, BasePage) or RestrictedPage.objects.filter(pk=page.pk).exists():
        return False
    if not isinstance(page, ArticlePage):
        return True
    source = page.alias_of.specific if page.alias_of_id else page
    has_come = page.published_at is not None and page.published_at <= timezone.now()
    return has_come and all(one.section.live and one.section.is_in_time for one in (page, source))


def delete_removal(instance: Page, **kwargs: Any) -> None:
    """Forget that a page at the address was taken down: one is published there."""
    delete_removals([instance])


def delete_removals(pages: Iterable[Page]) -> None:
    """Forget that pages at the addresses of some were taken down."""
    pages = list(pages)
    paths, ids = [page.url_path for page in pages], [page.pk for page in pages]
    RemovedPage.objects.filter(Q(url_path__in=paths) | Q(page__in=ids)).delete()
