"""Redirects from old URLs, to what the client may read only."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse
from wagtail.contrib.redirects import middleware
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from news.documents import may_read
from news.models import Author, Topic
from news.models.subjects import Subject
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
        return found if leads_to_what_is_there(found.url) else response


def leads_to_what_is_there(path: str) -> bool:
    """Return False where a path is that of an author or a topic without a page."""
    try:
        match = resolve(path)
    except Resolver404:
        return True
    model = {model.address: model for model in (Author, Topic)}.get(match.view_name)
    return model is None or model.objects.published().filter(**match.kwargs).exists()


def address_of_name_changed(instance: Subject, **kwargs: Any) -> None:
    """Redirect the former address of an author or a topic, and what led there, to the new one."""
    stored = type(instance).objects.filter(pk=instance.pk).values_list("slug", flat=True).first()
    if kwargs.get("raw") or not stored or stored == instance.slug:
        return
    former, now = (reverse(instance.address, args=[slug]) for slug in (stored, instance.slug))
    ours = Redirect.objects.filter(automatically_created=True, redirect_page=None)
    ours.filter(old_path=Redirect.normalise_path(now)).delete()
    ours.filter(redirect_link=former).update(redirect_link=now)
    Redirect.objects.get_or_create(
        old_path=Redirect.normalise_path(former),
        site=None,
        defaults={"redirect_link": now, "automatically_created": True},
    )


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
