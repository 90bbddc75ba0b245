"""What stands on every page of the newspaper."""

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
    """Return what the front page knows already; None on other pages."""
    return context.get("front") if isinstance(context.get("page"), HomePage) else None


@register.simple_tag
def navigation(newsroom: Newsroom | str) -> Navigation:
    """Return what the masthead and the foot show; where there is no site, nobody's."""
    return navigation_of(newsroom if isinstance(newsroom, Newsroom) else Newsroom())


@register.simple_tag(takes_context=True)
def masthead(context: Context, menu: Navigation) -> SafeString:
    """Show the masthead, with where the page stands; without its field where the page has one."""
    shown = {"current": MenuPosition.of(context.get("page")), "search": bool(context.get("search"))}

    def render() -> SafeString:
        return render_to_string("components/masthead.html", {**shown, **shown_by(menu)})

    return once(menu.rendered, ("masthead", *shown.values()), render)


@register.simple_tag
def footer(menu: Navigation) -> SafeString:
    """Show the foot of the page."""

    def render() -> SafeString:
        return render_to_string("components/footer.html", shown_by(menu))

    return once(menu.rendered, ("footer",), render)


def shown_by(menu: Navigation) -> dict[str, Any]:
    """Return what the masthead and the foot show, and nothing of the page they stand on."""
    return {"menu": menu, "newsroom": menu.newsroom}


@register.simple_tag(takes_context=True)
def breaking_news(context: Context) -> BreakingNews | None:
    """Return the banner that runs above the page."""
    if front := front_of(context):
        return front.banner
    request = context.get("request")
    site = site_of(request) if request else None
    return BreakingNews.of(site) if site else None
