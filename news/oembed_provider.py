"""oEmbed provider: what other sites show of a story in place of its address.

The specification is at https://oembed.com.
"""

import re
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override

from byline.pagecache import depends_on, mark_cacheable
from byline.sites import full_url, host_of, site_of
from byline.text import UNFIT_CHARACTERS, split_url, without_unfit_characters
from news.models import ArticlePage, Newsroom
from news.querysets import pages_tags
from news.routing import story_at
from photos.renditions import fetch_renditions
from photos.templatetags.photo_tags import social_picture

JSON, XML = "json", "xml"
# In CSS pixels; the host page may ask for less.
FRAME_WIDTH, FRAME_HEIGHT, FRAME_HEIGHT_WITHOUT_PHOTO = 560, 460, 240
CACHE_AGE_SECONDS = 3600
NUMBER = re.compile("[0-9]{1,5}", re.ASCII)

# The frame is shown on any page, and does nothing there but open links.
FRAME_CSP: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "img-src": settings.SECURE_CSP["img-src"],
    "style-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": ["*"],
}
# Without `allow-same-origin` it can read nothing of a reader.
FRAME = (
    '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" '
    'sandbox="allow-popups allow-popups-to-escape-sandbox" '
    'style="border:0;max-width:100%"></iframe>'
)


def oembed(request: HttpRequest) -> HttpResponse:
    """Describe the story at `?url=`. Raises Http404 for what readers may not see."""
    file_format = request.GET.get("format", JSON)
    if file_format not in (JSON, XML):
        return HttpResponse("The formats are json and xml.", "text/plain", status=501)
    story = story_of(request)
    # Other ways to write the address are endless, and sizes many.
    is_usual = request.GET["url"] == story.full_url
    mark_cacheable(request, *(["url", "format"] if is_usual else []))
    data = card_of(story, request)
    response = xml_response(data) if file_format == XML else JsonResponse(data)
    # It is the same for everybody: scripts of other sites may read it.
    response["Access-Control-Allow-Origin"] = "*"
    return response


@csp_override(FRAME_CSP)
@xframe_options_exempt
def embed(request: HttpRequest, number: int) -> HttpResponse:
    """Show a story as a card for a frame on another site."""
    mark_cacheable(request)
    if (story := ArticlePage.objects.cards([number], bylines=False).get(number)) is None:
        raise Http404
    fetch_renditions([story.lead_photo], "card")
    newsroom = Newsroom.for_request(request)
    return render(request, "news/embed.html", {"story": story, "newsroom": newsroom})


def story_of(request: HttpRequest) -> ArticlePage:
    """Return the story at the address in a request. Raises Http404 if readers may not see it."""
    parts, site = split_url(request.GET.get("url", "")), site_of(request)
    slugs = [slug for slug in unquote(parts.path).split("/") if slug]
    if UNFIT_CHARACTERS.search("".join(slugs)):
        raise Http404
    if site is None or parts.scheme not in ("http", "https") or len(slugs) != 2:
        raise Http404
    if parts.hostname not in {host_of(request), site.hostname}:
        raise Http404
    story = story_at(slugs[1], f"{site.root_page.url_path}{'/'.join(slugs)}/")
    if story is None or not story.is_published:
        raise Http404
    depends_on(*pages_tags([story.source_id]))
    return story


def card_of(story: ArticlePage, request: HttpRequest) -> dict[str, Any]:
    """Return what oEmbed says of a story."""
    newsroom = Newsroom.for_request(request)
    photo = social_picture(story.lead_photo)
    width = at_most(FRAME_WIDTH, request.GET.get("maxwidth", ""))
    tall = FRAME_HEIGHT if photo else FRAME_HEIGHT_WITHOUT_PHOTO
    height = at_most(tall, request.GET.get("maxheight", ""))
    frame_url = full_url(request, reverse("news:embed", args=[story.source_id]))
    return {
        "type": "rich",
        "version": "1.0",
        "title": story.title,
        **author_of(story, request),
        "provider_name": newsroom.name,
        "provider_url": full_url(request, "/"),
        "cache_age": CACHE_AGE_SECONDS,
        **thumbnail_of(photo, width, height),
        "html": format_html(FRAME, frame_url, width, height, story.title),
        "width": width,
        "height": height,
    }


def author_of(story: ArticlePage, request: HttpRequest) -> dict[str, Any]:
    """Return the authors of a story; with one, also the address of the page."""
    authors = story.writers
    found = {"author_name": ", ".join(author.name for author in authors)} if authors else {}
    if len(authors) == 1:
        found["author_url"] = full_url(request, authors[0].get_absolute_url())
    return found


def thumbnail_of(photo: Any, width: int, height: int) -> dict[str, Any]:
    """Return the photo of a story, unless it is larger than the host page allows."""
    is_smaller = (width, height) != (FRAME_WIDTH, FRAME_HEIGHT)
    if photo is None or (is_smaller and (photo.width > width or photo.height > height)):
        return {}
    return {
        "thumbnail_url": photo.full_url,
        "thumbnail_width": photo.width,
        "thumbnail_height": photo.height,
    }


def at_most(pixels: int, limit: str) -> int:
    """Return a size, or the limit that a parameter gives if it is less."""
    return max(1, min(pixels, int(limit))) if NUMBER.fullmatch(limit) else pixels


def xml_response(data: dict[str, Any]) -> HttpResponse:
    """Return data as the XML of oEmbed."""
    root = ET.Element("oembed")
    for name, value in data.items():
        ET.SubElement(root, name).text = without_unfit_characters(str(value))
    text = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(text, "text/xml; charset=utf-8")
