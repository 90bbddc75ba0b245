"""Template tags of the admin."""

from typing import Any

from django import template
from wagtail.models import Page

from byline.sites import site_of
from news import new_story
from news.models import ArticlePage, Newsroom, Placement
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


@register.simple_tag
def may_add_stories(user: Any) -> bool:
    """Return whether the user may add a story somewhere."""
    return new_story.may_add_stories(user)


@register.simple_tag(takes_context=True)
def newspaper_name(context: dict[str, Any]) -> str:
    """Return the name of the newspaper, without making the row of its settings."""
    request = context["request"]
    site_of(request)
    newsroom = vars(request).get(Newsroom.get_cache_attr_name())
    name: str = newsroom.name if newsroom else Newsroom._meta.get_field("name").get_default()
    return name
