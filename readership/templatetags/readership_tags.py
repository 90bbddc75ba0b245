"""Tags that fetch popular stories."""

from django import template

from news.models import ArticlePage, SectionPage
from readership import popular

register = template.Library()


@register.simple_tag
def popular_stories(number: int, besides: ArticlePage | None = None) -> list[ArticlePage]:
    """Return the most read stories, without the one they are shown beside."""
    return popular.popular_stories(number, {besides.pk, besides.alias_of_id} if besides else ())


@register.simple_tag
def popular_in_section(section: SectionPage, number: int) -> list[ArticlePage]:
    """Return the most read stories of a section."""
    return popular.popular_in_section(section.pk, number)
