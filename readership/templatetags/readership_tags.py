"""Tags that fetch popular stories."""

from django import template

from news.models import ArticlePage, SectionPage
from news.section_front import SectionFront
from readership.popular import popular_in_section

register = template.Library()

POPULAR_LIMIT = 5


@register.simple_tag
def popular_beside(front: SectionFront, section: SectionPage) -> list[ArticlePage]:
    """Return the most read stories of a section to show beside its list.

    None if the list is not longer: nearly the same stories would stand side by side.
    """
    is_longer = len(front.rest) > POPULAR_LIMIT
    return popular_in_section(section.pk, POPULAR_LIMIT) if is_longer else []
