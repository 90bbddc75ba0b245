"""What stands on every page of the newspaper."""

from django import template
from django.template.context import Context
from wagtail.models import Site

from home.front import Front
from home.models import BreakingNews, HomePage
from home.navigation import Navigation, find_navigation

register = template.Library()


def front_of(context: Context) -> Front | None:
    """Return what the front page knows already; None on other pages."""
    return context.get("front") if isinstance(context.get("page"), HomePage) else None


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> Navigation:
    """Return the sections and the pages beside them."""
    front = front_of(context)
    return find_navigation(front.sections if front else None)


@register.simple_tag(takes_context=True)
def breaking_news(context: Context) -> BreakingNews | None:
    """Return the banner that runs above the page."""
    if front := front_of(context):
        return front.banner
    site = Site.find_for_request(context.get("request"))
    return BreakingNews.objects.find(site=site) if site else None
