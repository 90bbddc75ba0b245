"""What stands on every page of the newspaper."""

from django import template
from django.template.context import Context

from byline.sites import site_of
from home.front import Front
from home.models import BreakingNews, HomePage
from home.navigation import Here, Navigation, navigation_of
from news.models import Newsroom

register = template.Library()


def front_of(context: Context) -> Front | None:
    """Return what the front page knows already; None on other pages."""
    return context.get("front") if isinstance(context.get("page"), HomePage) else None


@register.simple_tag
def navigation(newsroom: Newsroom) -> Navigation:
    """Return the sections and the pages beside them."""
    return navigation_of(newsroom)


@register.simple_tag(takes_context=True)
def place(context: Context) -> Here:
    """Return where the page that is shown stands among them."""
    return Here.of(context.get("page"))


@register.simple_tag(takes_context=True)
def breaking_news(context: Context) -> BreakingNews | None:
    """Return the banner that runs above the page."""
    if front := front_of(context):
        return front.banner
    request = context.get("request")
    site = site_of(request) if request else None
    return BreakingNews.of(site) if site else None
