"""JSON-LD: the one place that writes it into pages, and what several pages say alike."""

import json
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from byline.sites import absolute_url
from news.logo import logo_file
from news.models import Author, Newsroom
from photos.models import PhotoRendition

type Data = dict[str, Any]

CONTEXT = "https://schema.org"
ICON_SIZE = 512
SCRIPT = '<script type="application/ld+json">{}</script>'
# So that no text ends the script, or begins a comment in it: as Django's `json_script` does.
ESCAPES = {ord(character): f"\\u{ord(character):04X}" for character in "<>&"}


def json_ld_script(data: Data) -> SafeString:
    """Return the data block of an item or a graph; browsers execute none of it."""
    text = json.dumps({"@context": CONTEXT, **data}, ensure_ascii=False, separators=(",", ":"))
    # Safe: nothing is left in it that HTML knows.
    return format_html(SCRIPT, mark_safe(text.translate(ESCAPES)))  # noqa: S308


def without_empty(data: Data) -> Data:
    """Return the data without what is not there."""
    return {name: value for name, value in data.items() if value not in (None, "", [])}


def organization(name: str, kind: str = "Organization") -> Data:
    """Return an organization."""
    return {"@type": kind, "name": name}


def publisher(newsroom: Newsroom, root_url: str) -> Data:
    """Return who publishes the stories, with the logo, or the icon where there is none."""
    file = logo_file(newsroom.logo)
    logo = image_object(file) if file else icon(root_url)
    return {**organization(newsroom.name, "NewsMediaOrganization"), "logo": logo}


def icon(root_url: str) -> Data:
    """Return the site's icon."""
    url = absolute_url(reverse("seo:icon", args=[ICON_SIZE]), root_url)
    return {"@type": "ImageObject", "url": url, "width": ICON_SIZE, "height": ICON_SIZE}


def person(author: Author, root_url: str) -> Data:
    """Return an author, with the addresses of the author's page and profiles elsewhere."""
    return without_empty(
        {
            "@type": "Person",
            "name": author.name,
            "url": absolute_url(author.get_absolute_url(), root_url),
            "sameAs": author.profiles,
        }
    )


def image_object(file: PhotoRendition, credit: str = "") -> Data:
    """Return a picture with its credit."""
    return without_empty(
        {
            "@type": "ImageObject",
            "url": file.full_url,
            "width": file.width,
            "height": file.height,
            "creditText": credit,
        }
    )


def breadcrumbs(steps: Iterable[tuple[str, str]]) -> Data:
    """Return the way from the front page to a page, as names and addresses."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": url}
            for position, (name, url) in enumerate(steps, start=1)
        ],
    }
