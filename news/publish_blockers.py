"""What keeps a story from being published, whichever way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from news.photo_credits import credits_are_required

if TYPE_CHECKING:
    from wagtail.models import Page

NO_CREDIT = "A photo in it has no credit."
NO_SPONSOR = "Say who paid for the story."


class NotReadyError(PermissionDenied):
    """A story that may not be published yet; Wagtail's views answer it without an error."""


def publish_blockers(page: Page) -> list[str]:
    """Return why a story may not be published yet; nothing for other pages.

    The form says the same at its fields. This is for what does not come through it: bulk
    actions, workflows and the clock.
    """
    from news.models import ArticlePage

    if not isinstance(page, ArticlePage):
        return []
    found = []
    has_credits = all(credit for _photo, credit in page.credited_photos())
    if not has_credits and credits_are_required(page):
        found.append(NO_CREDIT)
    if page.is_sponsored and not page.sponsor:
        found.append(NO_SPONSOR)
    return found
