"""Tags of the base template."""

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from byline.pagecache import include_fragment
from home.navigation import MenuPosition, Navigation, navigation_of
from news.models import Newsroom

register = template.Library()


@register.simple_tag
def navigation(newsroom: Newsroom | str) -> Navigation:
    """Return the navigation of a site; without a site an empty one."""
    return navigation_of(newsroom if isinstance(newsroom, Newsroom) else Newsroom())


@register.simple_tag(takes_context=True)
def masthead(context: Context) -> SafeString:
    """Include the breaking banner and the masthead; without search field on the search page."""
    current = MenuPosition.of(context.get("page"))
    return include_fragment(
        context,
        "masthead",
        page=current.pk,
        section=current.section_id,
        search=1 if context.get("search") else None,
        banner="no" if getattr(context.get("front"), "is_breaking", False) else None,
    )


@register.simple_tag(takes_context=True)
def footer(context: Context) -> SafeString:
    """Include the footer."""
    return include_fragment(context, "footer")
