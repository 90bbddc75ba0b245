"""Tags of the base template."""

from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from byline.pagecache import once
from byline.sites import site_of
from home.front import Front
from home.models import HomePage
from home.navigation import MenuPosition, Navigation, navigation_of
from home.records import BreakingNews
from news.models import Newsroom

register = template.Library()


def front_of(context: Context) -> Front | None:
    """Return the stories of the front page; None on other pages."""
    return context.get("front") if isinstance(context.get("page"), HomePage) else None


@register.simple_tag
def navigation(newsroom: Newsroom | str) -> Navigation:
    """Return the navigation of a site; without a site an empty one."""
    return navigation_of(newsroom if isinstance(newsroom, Newsroom) else Newsroom())


@register.simple_tag(takes_context=True)
def masthead(context: Context, menu: Navigation) -> SafeString:
    """Render the masthead of a page; without search field on the search page."""
    shown = {"current": MenuPosition.of(context.get("page")), "search": bool(context.get("search"))}

    def render() -> SafeString:
        return render_to_string("components/masthead.html", {**shown, **shown_by(menu)})

    return once(menu.rendered, ("masthead", *shown.values()), render)


@register.simple_tag
def footer(menu: Navigation) -> SafeString:
    """Render the footer."""

    def render() -> SafeString:
        return render_to_string("components/footer.html", shown_by(menu))

    return once(menu.rendered, ("footer",), render)


def shown_by(menu: Navigation) -> dict[str, Any]:
    """Return the context of masthead and footer, which depends on no page."""
    return {"menu": menu, "newsroom": menu.newsroom}


@register.simple_tag(takes_context=True)
def breaking_news(context: Context) -> BreakingNews | None:
    """Return the running banner of the site."""
    if front := front_of(context):
        return front.banner
    request = context.get("request")
    site = site_of(request) if request else None
    return BreakingNews.of(site) if site else None
