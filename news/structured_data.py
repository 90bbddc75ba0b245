"""The structured data (JSON-LD) of a story, for search engines and other programs."""

import json
from copy import copy, deepcopy
from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from byline.plugins import StructuredDataEnricher
from byline.plugins.guard import attempt
from byline.plugins.registry import contributions_of
from news.logo import logo_file
from news.models import ArticlePage, Newsroom
from photos.templatetags.photo_tags import social_picture

type Data = dict[str, Any]

SCRIPT = '<script type="application/ld+json">{}</script>'
# So that no text ends the script, or begins a comment in it: as Django's `json_script` does.
ESCAPES = {ord(character): f"\\u{ord(character):04X}" for character in "<>&"}
TYPES: dict[str, str] = {
    ArticlePage.Label.ANALYSIS: "AnalysisNewsArticle",
    ArticlePage.Label.OPINION: "OpinionNewsArticle",
    ArticlePage.Label.SPONSORED: "AdvertiserContentArticle",
}


def enrichers() -> list[tuple[str, StructuredDataEnricher]]:
    """Return what plugins change, with their names."""
    return contributions_of("structured_data", StructuredDataEnricher)


def is_cached_apart(story: ArticlePage) -> bool:
    """Return whether a plugin has data of a story that change more often than its page."""
    return any(
        attempt(plugin, "structured_data", enricher.is_cached_apart, copy(story))
        for plugin, enricher in enrichers()
    )


def structured_data_script(story: ArticlePage, request: HttpRequest) -> SafeString:
    """Return the data block with the structured data of a story; browsers execute none of it."""
    data = without_empty(structured_data(story, Newsroom.for_request(request)))
    text = json.dumps(enriched(story, data), ensure_ascii=False, separators=(",", ":"))
    # Safe: nothing is left in it that HTML knows.
    return format_html(SCRIPT, mark_safe(text.translate(ESCAPES)))  # noqa: S308


def structured_data(story: ArticlePage, newsroom: Newsroom) -> Data:
    """Return the structured data of a story, with None for what it has not."""
    published, updated = story.published_at, story.updated_at
    modified = updated if story.is_updated else published
    return {
        "@context": "https://schema.org",
        "@type": TYPES.get(story.label, "NewsArticle"),
        "mainEntityOfPage": story.canonical_url,
        "headline": story.title,
        "description": story.seo_description,
        "datePublished": published and published.isoformat(),
        "dateModified": modified and modified.isoformat(),
        "author": [
            {"@type": "Person", "name": byline.author.name}
            for byline in story.bylines.all()
            if not byline.role  # who has a role did not write it
        ],
        "publisher": publisher(newsroom),
        "sponsor": organization(story.sponsor) if story.is_sponsored and story.sponsor else None,
        "image": image(story),
        "articleSection": story.section.title,
        "isAccessibleForFree": story.is_published,
    }


def organization(name: str, kind: str = "Organization") -> Data:
    """Return an organization."""
    return {"@type": kind, "name": name}


def publisher(newsroom: Newsroom) -> Data:
    """Return who publishes the stories, with the logo."""
    file = logo_file(newsroom.logo)
    url = file and file.full_url
    return {
        **organization(newsroom.name, "NewsMediaOrganization"),
        **({"logo": url} if url else {}),
    }


def image(story: ArticlePage) -> Data | None:
    """Return the lead photo as social cards show it, with its credit."""
    if (file := social_picture(story.lead_photo)) is None:
        return None
    credit = {"creditText": story.photo_credit} if story.photo_credit else {}
    return {"@type": "ImageObject", "url": file.full_url, **credit}


def without_empty(data: Data) -> Data:
    """Return the data without what a story has not."""
    return {name: value for name, value in data.items() if value not in (None, "", [])}


def enriched(story: ArticlePage, data: Data) -> Data:
    """Return the data with the changes of plugins; one that fails costs its own."""
    for plugin, enricher in enrichers():
        # Copies: what one writes into them, nobody else sees.
        own = deepcopy(data)
        data = attempt(plugin, "structured_data", changed, enricher, copy(story), own) or data
    return data


def changed(enricher: StructuredDataEnricher, story: ArticlePage, data: Data) -> Data:
    """Return the data as a plugin changes it. Raises TypeError or ValueError for no JSON."""
    result = json.loads(json.dumps(enricher.enrich(story, data), allow_nan=False))
    if not isinstance(result, dict) or "@type" not in result:
        raise TypeError(f"An enricher returned {result!r:.200}, no JSON-LD.")
    return result
