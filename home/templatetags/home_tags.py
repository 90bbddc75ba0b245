"""What stands on every page of the newspaper."""

from django import template
from django.template.context import Context

from byline.sites import site_of
from home.front import Front
from home.models import BreakingNews, HomePage
from home.navigation import Navigation, find_navigation

register = template.Library()


def front_of(context: Context) -> Front | None:
    """Return what the front page knows already; None on other pages."""
    return context.get("front") if isinstance(context.get("page"), HomePage) else None


@register.simple_tag
def navigation() -> Navigation:
    """Return the sections and the pages beside them."""
    return find_navigation()


@register.simple_tag(takes_context=True)
def breaking_news(context: Context) -> BreakingNews | None:
    """Return the banner that runs above the page."""
    if front := front_of(context):
        return front.banner
    request = context.get("request")
    site = site_of(request) if request else None
    return BreakingNews.of(site) if site else None
