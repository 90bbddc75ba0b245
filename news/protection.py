"""Permission checks that Wagtail lacks, as hooks."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from wagtail.models import Page, PageQuerySet

from news.choosers import explorable_by
from news.models import ArticlePage


def refuse_removal(page: Page, user: Any) -> None:
    """Raise PermissionDenied for a published or scheduled page that the user cannot publish.

    Wagtail lets an owner delete and move a page that is not live.
    """
    may = page.permissions_for_user(user)
    is_public = page.first_published_at or page.approved_schedule or may.page_locked()
    if is_public and not may.can_publish():
        raise PermissionDenied


def refuse_deletion(request: HttpRequest, page: Page) -> None:
    """Check the deletion of a page."""
    refuse_removal(page, request.user)


def refuse_move(request: HttpRequest, page: Page, destination: Page) -> None:
    """Check a move before the form is shown: Wagtail checks only once it is confirmed."""
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied
    refuse_removal(page, request.user)


def refuse_bulk_removal(
    request: HttpRequest, kind: str, objects: Iterable[Any], _action: Any
) -> None:
    """Check bulk deletions and moves."""
    if kind in {"delete", "move"}:
        for page in objects:
            if isinstance(page, Page):
                refuse_removal(page, request.user)


def refuse_other_page_types(request: HttpRequest, parent: Page, model: type[Page]) -> None:
    """Raise PermissionDenied for pages other than stories that the user cannot publish."""
    may = parent.permissions_for_user(request.user)
    if not issubclass(model, ArticlePage) and not may.can_publish_subpage():
        raise PermissionDenied


def refuse_unlisted_parent(parent: Page, pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Raise Http404 for a parent that no list shows, also below one that is listed."""
    if not explorable_by(request.user).filter(pk=parent.pk).exists():
        raise Http404
    return pages
