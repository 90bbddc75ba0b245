"""What every page of the newspaper leads to."""

from django import template

from home.navigation import Navigation, find_navigation

register = template.Library()


@register.simple_tag
def navigation() -> Navigation:
    """Return the sections and the pages beside them."""
    return find_navigation()
