"""What readers see of what others read."""

from django import template

from news.models import ArticlePage, SectionPage
from readership import popular

register = template.Library()


@register.simple_tag
def popular_stories(number: int, besides: ArticlePage | None = None) -> list[ArticlePage]:
    """Return the stories read most, but for the one they stand beside."""
    return popular.popular_stories(number, {besides.pk, besides.alias_of_id} if besides else ())


@register.simple_tag
def popular_in_section(section: SectionPage, number: int) -> list[ArticlePage]:
    """Return the stories of a section that are read most this week, or else this month."""
    return popular.popular_in_section(section.pk, number)
