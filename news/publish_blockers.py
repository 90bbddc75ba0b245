"""Publish blockers of stories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

if TYPE_CHECKING:
    from wagtail.models import Page

    from news.models import ArticlePage

NO_CREDIT_MESSAGE = "A photo in it has no credit."
NO_SPONSOR_MESSAGE = "Say who paid for the story."


class NotReadyError(PermissionDenied):
    """A story that may not be published yet; Wagtail's views handle it as PermissionDenied."""


def publish_blockers(page: Page) -> list[str]:
    """Return why a page may not be published yet; only stories have `publish_blockers()`."""
    return page.publish_blockers() if hasattr(page, "publish_blockers") else []


def story_blockers(story: ArticlePage) -> list[str]:
    """Return why a story may not be published yet.

    The form has the same errors at its fields. This is for bulk actions, workflows and the
    scheduler.
    """
    found = []
    has_credits = all(credit for _photo, credit in story.credited_photos())
    if not has_credits and story.credits_are_required(story):
        found.append(NO_CREDIT_MESSAGE)
    if story.is_sponsored and not story.sponsor:
        found.append(NO_SPONSOR_MESSAGE)
    return found
