"""The structured data (JSON-LD) of pages, for search engines and other programs."""

import json
from copy import copy, deepcopy

from django.http import HttpRequest
from django.utils.safestring import SafeString

from byline.plugins import StructuredDataEnricher
from byline.plugins.guard import attempt
from byline.plugins.registry import contributions_of
from byline.sites import full_url
from news.json_ld import (
    CONTEXT,
    Data,
    breadcrumbs,
    image_object,
    json_ld_script,
    organization,
    person,
    publisher,
    without_empty,
)
from news.models import ArticlePage, Author, Newsroom, SectionPage
from photos.templatetags.photo_tags import portrait_picture, social_picture

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
    """Return the data block of a story."""
    newsroom = Newsroom.for_request(request)
    data = without_empty(structured_data(story, newsroom, full_url(request, "")))
    return json_ld_script(enriched(story, data))


def structured_data(story: ArticlePage, newsroom: Newsroom, root_url: str) -> Data:
    """Return the structured data of a story, with None for what it has not."""
    published, modified = story.published_at, story.modified_at
    return {
        "@context": CONTEXT,
        "@type": TYPES.get(story.label, "NewsArticle"),
        "@id": story_id(story),
        "mainEntityOfPage": story.canonical_url,
        "headline": story.title,
        "description": story.seo_description,
        "datePublished": published and published.isoformat(),
        "dateModified": modified and modified.isoformat(),
        "author": [person(author, root_url) for author in story.writers],
        "publisher": publisher(newsroom, root_url),
        "sponsor": organization(story.sponsor) if story.is_sponsored and story.sponsor else None,
        "image": image(story),
        "articleSection": story.section.title,
        "isAccessibleForFree": story.is_published,
        "correction": [
            {
                "@type": "CorrectionComment",
                "text": correction.text,
                "datePublished": correction.date.isoformat(),
            }
            for correction in story.corrections.all()
        ],
    }


def story_id(story: ArticlePage) -> str:
    """Return the identifier of a story in JSON-LD: data with it in other places are its own too."""
    return f"{story.canonical_url}#story"


def image(story: ArticlePage) -> Data | None:
    """Return the lead photo as social cards show it, with its credit."""
    file = social_picture(story.lead_photo)
    return file and image_object(file, story.photo_credit)


def comment_count_script(story: ArticlePage, number: int) -> SafeString:
    """Return the data block with the number of comments, which changes without the story's page."""
    return json_ld_script({"@id": story_id(story), "commentCount": number})


def breadcrumbs_script(page: ArticlePage | SectionPage, request: HttpRequest) -> SafeString:
    """Return the data block with the way from the front page to a section or a story."""
    steps = [(Newsroom.for_request(request).name, full_url(request, "/"))]
    if isinstance(page, ArticlePage):
        steps.append((page.section.title, page.section.full_url or ""))
    return json_ld_script(breadcrumbs([*steps, (page.title, page.canonical_url)]))


def author_script(author: Author, request: HttpRequest) -> SafeString:
    """Return the data block of an author's page."""
    file = portrait_picture(author.portrait)
    credit = author.portrait.credit if author.portrait else ""
    described = {
        **person(author, full_url(request, "")),
        "jobTitle": author.job_title,
        "description": author.bio,
        "image": file and image_object(file, credit),
        "worksFor": publisher(Newsroom.for_request(request), full_url(request, "")),
    }
    return json_ld_script({"@type": "ProfilePage", "mainEntity": without_empty(described)})


def front_script(newsroom: Newsroom, request: HttpRequest) -> SafeString:
    """Return the data block of the front page: the newsroom, and its website."""
    url = full_url(request, "/")
    organization_id = f"{url}#newsroom"
    accounts = newsroom.social_accounts.all() if newsroom.pk else []
    described = {
        "@id": organization_id,
        **publisher(newsroom, full_url(request, "")),
        "url": url,
        "slogan": newsroom.tagline,
        "email": newsroom.contact_email,
        "sameAs": [account.url for account in accounts],
    }
    website = {
        "@type": "WebSite",
        "url": url,
        "name": newsroom.name,
        "publisher": {"@id": organization_id},
    }
    return json_ld_script({"@graph": [without_empty(described), website]})


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
