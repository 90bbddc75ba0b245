"""Publish blockers of stories: what keeps one from being published, whichever way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from byline.zones import named
from news.story_warnings import lacks, parts_of
from news.untitled import is_untitled

if TYPE_CHECKING:
    from datetime import datetime

    from wagtail.models import Page

    from news.models import ArticlePage
    from news.rules import Rule

NO_HEADLINE_MESSAGE = gettext_lazy("It has no headline.")
NO_BODY_MESSAGE = gettext_lazy(
    "There is nothing in the body to read or to see: readers would get a bare headline."
)
NO_SPONSOR_MESSAGE = gettext_lazy("Say who paid for the story.")


class NotReadyError(PermissionDenied):
    """A story that may not be published yet; Wagtail's views handle it as PermissionDenied."""


def publish_blockers(page: Page) -> list[str]:
    """Return why a page may not be published now, by a person.

    The clock publishes a page whose expiry date is over as well, and takes it down again.
    """
    found = page.publish_blockers() if hasattr(page, "publish_blockers") else []
    if page.expire_at and page.expire_at <= timezone.now():
        found = [*found, expired_message(page.expire_at)]
    return found


def expired_message(expire_at: datetime) -> str:
    """Return the sentence about an expiry date that is over."""
    return _(
        "It expired on %s. To publish it again, give a later expiry date, or leave it empty."
    ) % named(expire_at)


def story_blockers(story: ArticlePage, blocking: frozenset[Rule] | None = None) -> list[str]:
    """Return why a story may not be published yet.

    The form has the same errors at its fields. This is for every other way: many at once,
    workflows, the scheduler, copies, the bin, the import. `blocking` are the rules of the
    newsroom; without them they are looked up.
    """
    found = [str(NO_HEADLINE_MESSAGE)] if is_untitled(story) else []
    if blocking is None:
        blocking = story.blocking_rules(story.section)
    found += [lack.message for lack in lacks(parts_of(story)) if lack.rule in blocking]
    if not story.body.stream_block.has_content(story.body):
        found.append(str(NO_BODY_MESSAGE))
    if story.is_sponsored and not story.sponsor:
        found.append(str(NO_SPONSOR_MESSAGE))
    return list(dict.fromkeys(found))
