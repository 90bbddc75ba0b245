"""Tags that fetch popular stories."""

from django import template

from news.models import ArticlePage, SectionPage
from readership import popular

register = template.Library()


@register.simple_tag
def popular_in_section(section: SectionPage, number: int) -> list[ArticlePage]:
    """Return the most read stories of a section."""
    return popular.popular_in_section(section.pk, number)
