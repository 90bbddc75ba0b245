"""Signal handlers: of sitemaps, pages that are taken down, and IndexNow."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
)

from byline.pagecache import changed
from news.cache_invalidation import is_seen
from news.creating_many import stories_created
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
    page_unpublished.connect(gone.store_removal, dispatch_uid="seo.store_removal")
    page_published.connect(gone.delete_removal, dispatch_uid="seo.delete_removal")
    stories_created.connect(new_stories_changed, dispatch_uid="seo.stories_created")
    page_published.connect(submit, dispatch_uid="seo.submit")
    for signal in (page_slug_changed, post_page_move):
        signal.connect(submit_addresses, dispatch_uid="seo.submit_addresses")
    pre_save.connect(
        restriction_added, sender=PageViewRestriction, dispatch_uid="seo.restriction_added"
    )
    post_delete.connect(
        restriction_deleted, sender=PageViewRestriction, dispatch_uid="seo.restriction_deleted"
    )
    for model in pages:
        pre_delete.connect(gone.store_deletion, sender=model, dispatch_uid="seo.store_deletion")


def entry_changed(instance: Model, **kwargs: Any) -> None:
    """Invalidate the sitemaps that a page or a subject is in."""
    if is_seen(kwargs.get("update_fields")):
        news = [NEWS_TAG] if isinstance(instance, ArticlePage) else []
        changed(part_tag(*part_of(instance)), INDEX_TAG, *news)


def new_stories_changed(stories: Iterable[ArticlePage], **kwargs: Any) -> None:
    """Invalidate the sitemaps that new stories are in; search engines find them there."""
    for story in stories:
        entry_changed(story)
    gone.delete_removals(story for story in stories if story.live)


def page_changed(instance: Page, **kwargs: Any) -> None:
    """Invalidate the sitemaps that a page is in, which may come as a plain `Page`."""
    entry_changed(instance.specific)


def submit(instance: Page, **kwargs: Any) -> None:
    """Have search engines told of a page that is new or has changed."""
    page = instance.specific
    if page.live and isinstance(page, BasePage) and not page.alias_of_id:
        indexnow.submit(page)


def submit_addresses(instance: Page, **kwargs: Any) -> None:
    """Have search engines told of a page that was moved or renamed, and of those below it."""
    indexnow.submit_tree(instance)


def restriction_added(instance: PageViewRestriction, **kwargs: Any) -> None:
    """Have search engines told, while it is known, of what readers see no longer."""
    if instance.pk is None:
        indexnow.submit_removed_tree(instance.page)


def restriction_deleted(instance: PageViewRestriction, **kwargs: Any) -> None:
    """Have search engines told of what readers may see again; `send` skips what is deleted, too."""
    for page in Page.objects.filter(pk=instance.page_id):
        indexnow.submit_tree(page)
