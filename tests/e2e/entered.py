"""The newspaper of `tests.e2e.newspaper`, with one text in every field of what readers see."""

import json
from datetime import timedelta

from django.db import models
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.documents.models import Document
from wagtail.models import Page

from comments.models import ReaderComment
from home.models import StandardPage
from home.records import BreakingNews
from news.models import (
    ArticlePage,
    Author,
    Byline,
    Correction,
    Newsroom,
    SectionPage,
    SocialAccount,
    Topic,
)
from photos.models import Photo
from search.index import index_stories
from tests.e2e.newspaper import VIDEO, newspaper

WORD = "Donaudampfschiffahrtselektrizitaetenhauptbetriebswerkbauunterbeamten".ljust(120, "n")
HEBREW = "שלום עולם!"
SHOWN = (
    *(ArticlePage, Author, BreakingNews, Byline, Correction, Document, Newsroom, Page, Photo),
    *(ReaderComment, SearchPromotion, SectionPage, SocialAccount, StandardPage, Topic),
)
# Fields of text, and parts of blocks, which are no text that a person thinks up.
FIXED_FIELDS = {
    *("path", "url_path", "draft_title", "seo_title", "fediverse", "file_hash", "object_pk"),
    *("held_because", "visitor", "form_key", "external_link_url"),
}
FIXED_PARTS = {"type", "id", "url", "source_url", "posted_on", "handle", "story", "document"}


def newspaper_of_long_words():
    """Build it with a word that is wider than a phone."""
    fill(WORD)


def newspaper_in_hebrew():
    """Build it with a text that is read from right to left, and ends with a neutral sign."""
    fill(HEBREW)


def fill(text):
    """Build the newspaper, add what it lacks, and put the text into every field."""
    newspaper()
    add_rare_parts(text)
    for model in SHOWN:
        for field in model._meta.fields:
            if type(field) in {models.CharField, models.TextField} and is_typed(field):
                size = field.max_length or len(text)
                model.objects.update(**{field.name: text[:size]})
    for page in (*ArticlePage.objects.all(), *StandardPage.objects.all()):
        body = filled(list(page.body.raw_data), text) + extra_blocks(text)
        type(page).objects.filter(pk=page.pk).update(body=json.dumps(body))
    index_stories(ArticlePage.objects.values_list("pk", flat=True))


def is_typed(field):
    """Return whether a person types the text of a field, which readers see."""
    return not field.choices and field.name not in FIXED_FIELDS


def add_rare_parts(text):
    """Add what readers see now and then."""
    story = ArticlePage.objects.get(slug="ferry-crosses-on-batteries-alone")
    Correction.objects.create(article=story, text=text, date=timezone.localdate())
    newsroom = Newsroom.for_site(story.get_site())
    SocialAccount.objects.create(newsroom=newsroom, name=text[:40], url="https://a.example/")
    BreakingNews.objects.update_or_create(
        site=story.get_site(),
        defaults={"text": text[:120], "until": timezone.now() + timedelta(days=1)},
    )
    promoted = {"query": Query.get(text), "page": story, "description": text}
    SearchPromotion.objects.create(**promoted)
    story.topics.add(Topic.objects.first())
    story.save()


def extra_blocks(text):
    """Return blocks with the fields that are left empty in the newspaper."""
    document = Document.objects.first()
    blocks = [
        ("heading", text),
        ("quote", {"text": text, "speaker": text, "role": text, "source": text}),
        ("quote", {"text": text, "source": text, "source_url": "https://a.example/"}),
        ("embed", {"source": VIDEO, "title": text, "author": text[:100], "caption": text}),
        ("embed", {"source": "https://a.example/", "title": text, "caption": text}),
        ("document", {"document": document.pk, "title": text}),
        ("related", {"story": None, "headline": text, "url": "https://a.example/"}),
        ("paragraph", f"<p>{text}</p><ul><li>{text}</li></ul>"),
    ]
    return [{"type": kind, "value": value} for kind, value in blocks]


def filled(part, text, name=""):
    """Return a part of a body with the text in the place of every other."""
    if isinstance(part, dict):
        return {key: filled(value, text, key) for key, value in part.items()}
    if isinstance(part, list):
        return [filled(value, text, name) for value in part]
    if not isinstance(part, str) or name in FIXED_PARTS or part.startswith("http"):
        return part
    return f"<p>{text}</p>" if part.startswith("<") else text
