"""Template tags of the admin."""

from typing import Any

from django import template
from wagtail.models import Page

from news.models import ArticlePage, Placement
from news.panels import checks_of
from news.release import plan_of

register = template.Library()


@register.filter
def is_story(page: Page) -> bool:
    """Return whether a page has warnings."""
    return isinstance(page, ArticlePage)


@register.inclusion_tag("news/admin/warnings.html")
def warnings_of(page: Page) -> dict[str, Any]:
    """Show what a story lacks; nothing for other pages."""
    return {"checks": checks_of(page) if isinstance(page, ArticlePage) else {}}


@register.simple_tag
def release_sentences(story: ArticlePage, scheduled: ArticlePage | None = None) -> list[str]:
    """Return when readers see a story: as it is scheduled, or else as its draft says."""
    return plan_of(scheduled or story, is_scheduled=scheduled is not None).sentences()


@register.simple_tag
def placement_of(story: ArticlePage, placed: dict[int, Placement]) -> Placement | None:
    """Return the placement of a story; None where it was placed automatically."""
    return placed.get(story.pk)
