"""The fragments that pages share: masthead, footer, and the lists beside a story."""

import re

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from byline.pagecache import fragment, varies_only_for
from byline.sites import site_of
from home.navigation import MenuPosition, Navigation, navigation_of
from home.records import BreakingNews
from news.models import ArticlePage, Newsroom
from news.structured_data import structured_data_script
from photos.renditions import fetch_renditions
from readership.popular import popular_stories

POPULAR_LIMIT = 6
NUMBER = re.compile("[0-9]{1,10}", re.ASCII)


@fragment("page", "section", "search", "banner")
def masthead(request: HttpRequest) -> SafeString:
    """Show the breaking banner and the masthead, on the page of a section or below it.

    The search page has a search field of its own; `banner=no` is for a front page that leads with
    what is breaking.
    """
    menu = menu_of(request)
    sections = [link.pk for link in menu.sections]
    varies_only_for("page", sections)
    varies_only_for("section", sections)
    varies_only_for("search", [1])
    varies_only_for("banner", ["no"])
    site = site_of(request) if "banner" not in request.GET else None
    context = {
        "request": request,
        "breaking": BreakingNews.of(site) if site else None,
        "menu": menu,
        "newsroom": menu.newsroom,
        "current": MenuPosition(number_in(request, "page"), number_in(request, "section")),
        "search": "search" in request.GET,
    }
    return render_to_string("components/page_top.html", context)


@fragment()
def footer(request: HttpRequest) -> SafeString:
    """Show the footer."""
    menu = menu_of(request)
    context = {"request": request, "menu": menu, "newsroom": menu.newsroom}
    return render_to_string("components/footer.html", context)


@fragment()
def sections(request: HttpRequest) -> SafeString:
    """Show links to the sections, where a page offers them besides the masthead."""
    found = menu_of(request).sections
    context = {"sections": found}
    return render_to_string("components/sections.html", context) if found else mark_safe("")


@fragment("besides")
def recent(request: HttpRequest) -> SafeString:
    """Show the newest stories, without the one they stand beside."""
    ids = ArticlePage.objects.newest_besides(number_in(request, "besides"))
    found = ArticlePage.objects.cards(ids, bylines=False)
    stories = [found[pk] for pk in ids if pk in found]
    fetch_renditions((story.lead_photo for story in stories), "thumbnail")
    varies_only_for("besides", [story.pk for story in stories])
    page = menu_of(request).recent
    context = {"stories": stories, "url": page and page.url}
    return render_to_string("components/recent.html", context)


@fragment("besides")
def popular(request: HttpRequest) -> SafeString:
    """Show the most read stories, without the one they stand beside."""
    stories = popular_stories(POPULAR_LIMIT, [number_in(request, "besides")])
    varies_only_for("besides", [story.pk for story in stories])
    page = menu_of(request).popular
    context = {"stories": stories, "url": page and page.url}
    return render_to_string("components/popular.html", context) if stories else mark_safe("")


@fragment()
def structured_data(request: HttpRequest, number: str) -> SafeString | None:
    """Show the structured data of a story with data that change more often than its page."""
    stories = ArticlePage.objects.visible().filter(pk=int(number)).with_visibility()
    story = stories.select_related("section", "lead_photo").with_bylines().first()
    return structured_data_script(story, request) if story else None


def menu_of(request: HttpRequest) -> Navigation:
    """Return the navigation of the site of a request; empty without a site."""
    return navigation_of(Newsroom.for_request(request) if site_of(request) else Newsroom())


def number_in(request: HttpRequest, parameter: str) -> int | None:
    """Return the number that a parameter names."""
    value = request.GET.get(parameter, "")
    return int(value) if NUMBER.fullmatch(value) else None
