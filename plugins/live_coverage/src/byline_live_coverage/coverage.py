"""Which stories are live coverage, and who posts updates on them."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from wagtail.models import Page

from byline.plugins import Story

BLOCK_TYPE = "live_coverage_updates"


@dataclass(frozen=True)
class Coverage:
    """The live coverage that a story is."""

    is_over: bool = False


def coverage_of(story: Story) -> Coverage | None:
    """Return the live coverage that a story is, by the first block of its body that says so."""
    for child in story.body:
        if child.block_type == BLOCK_TYPE:
            return Coverage(bool(child.value.get("is_over")))
    return None


def edited_coverage(story: Any) -> Coverage | None:
    """Return the live coverage that a story is, or will be with its latest draft."""
    return coverage_of(story) or coverage_of(story.get_latest_revision_as_object())


def story_or_404(number: int) -> Any:
    """Return a story, published or not; for an alias, the story it shows. Raises Http404."""
    page = Page.objects.filter(pk=number).specific().first()
    if page is not None and page.alias_of_id:
        return story_or_404(page.alias_of_id)
    if page is None or not hasattr(page, "source_id"):
        raise Http404
    return page


def may_post(user: Any, story: Any) -> bool:
    """Return whether a user may post updates: readers see them at once, so also publish."""
    if not user.is_authenticated:
        return False
    permissions = story.permissions_for_user(user)
    return permissions.can_edit() and permissions.can_publish()
