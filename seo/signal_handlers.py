"""Signal handlers: of sitemaps, pages that are taken down, and IndexNow."""

from typing import Any

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.models import Page
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
)

from byline.pagecache import changed
from news.cache_invalidation import is_seen
from news.models import ArticlePage, Author, BasePage, Topic
from seo import gone, indexnow
from seo.sitemaps import INDEX_TAG, NEWS_TAG, part_of, part_tag


def connect() -> None:
    """Connect every handler."""
    pages: list[type[Model]] = [one for one in apps.get_models() if issubclass(one, BasePage)]
    listed: list[type[Model]] = [*pages, Author, Topic]
    for model in listed:
        post_save.connect(entry_changed, sender=model, dispatch_uid="seo.entry_changed")
        post_delete.connect(entry_changed, sender=model, dispatch_uid="seo.entry_deleted")
    for signal in (page_unpublished, post_page_move):
        signal.connect(page_changed, dispatch_uid="seo.page_changed")
    page_unpublished.connect(gone.note_removal, dispatch_uid="seo.note_removal")
    page_published.connect(gone.note_return, dispatch_uid="seo.note_return")
    for signal in (page_published, page_slug_changed, post_page_move):
        signal.connect(announce, dispatch_uid="seo.announce")
    for model in pages:
        pre_delete.connect(gone.note_deletion, sender=model, dispatch_uid="seo.note_deletion")


def entry_changed(instance: Model, **kwargs: Any) -> None:
    """Invalidate the sitemaps that a page or a subject is in."""
    if is_seen(kwargs.get("update_fields")):
        news = [NEWS_TAG] if isinstance(instance, ArticlePage) else []
        changed(part_tag(*part_of(instance)), INDEX_TAG, *news)


def page_changed(instance: Page, **kwargs: Any) -> None:
    """Invalidate the sitemaps that a page is in, which may come as a plain `Page`."""
    entry_changed(instance.specific)


def announce(instance: Page, **kwargs: Any) -> None:
    """Have search engines told of a page that is new, has changed, or has another address."""
    page = instance.specific
    if page.live and isinstance(page, BasePage) and not page.alias_of_id:
        indexnow.announce(page)
