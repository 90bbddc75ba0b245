"""What the admin says of a story."""

from typing import Any

from django import template
from wagtail.models import Page

from news.models import ArticlePage
from news.warnings import story_warnings

register = template.Library()


@register.inclusion_tag("news/admin/warnings.html")
def warnings_of(page: Page) -> dict[str, Any]:
    """Show what a story lacks; nothing for other pages."""
    return {"warnings": story_warnings(page) if isinstance(page, ArticlePage) else []}
