"""Invalidation of pages when Wagtail's own models change."""

from typing import Any

from django.apps import apps
from django.db.models.signals import post_delete, post_save
from wagtail import hooks
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site

from byline.pagecache.change_log import EVERYTHING
from byline.pagecache.changes import changed, on_change
from byline.pagecache.models import CacheTagged
from byline.pagecache.recording import SETTINGS_TAG

# They change rarely, and any page may depend on them.
MODELS_ON_ANY_PAGE = (PageViewRestriction, CollectionViewRestriction, Site)


def connect() -> None:
    """Connect every handler."""
    for model in MODELS_ON_ANY_PAGE:
        for signal in (post_save, post_delete):
            signal.connect(invalidate_all, sender=model, dispatch_uid=f"pagecache.{model.__name__}")
    # Not pages, of which drafts are saved too: `news.cache_invalidation` has those.
    for model in apps.get_models():
        if issubclass(model, CacheTagged) and not issubclass(model, Page):
            for signal in (post_save, post_delete):
                signal.connect(
                    invalidate,
                    sender=model,
                    dispatch_uid=f"pagecache.{model.__name__}",
                )
        if issubclass(model, BaseSiteSetting):
            post_save.connect(settings_changed, sender=model)
    documents = get_document_model()
    post_save.connect(links_changed, sender=documents, dispatch_uid="pagecache.documents")
    # Whether a document is public depends on its collections.
    post_save.connect(links_changed, sender=Collection, dispatch_uid="pagecache.collections")
    hooks.register("after_bulk_action", documents_moved)
    post_delete.connect(
        invalidate_all, sender=documents, dispatch_uid="pagecache.documents_deleted"
    )
    on_change(EVERYTHING, Site.clear_site_root_paths_cache)


def invalidate(instance: CacheTagged, **kwargs: Any) -> None:
    """Invalidate the pages that show the instance."""
    changed(instance.cache_tag)


def settings_changed(sender: type[BaseSiteSetting], **kwargs: Any) -> None:
    """Invalidate every page when settings of a site change, unless they have a tag of their own."""
    changed(getattr(sender, "cache_tag", SETTINGS_TAG))


def invalidate_all(**kwargs: Any) -> None:
    """Invalidate every page."""
    changed(EVERYTHING)


def links_changed(*, created: bool, **kwargs: Any) -> None:
    """Invalidate every page when a document or a collection changes, not for a new one."""
    if not created:
        changed(EVERYTHING)


def documents_moved(_request: Any, kind: str, _objects: Any, action: Any) -> None:
    """Invalidate every page when a bulk action moves documents, which sends no signal."""
    if kind == "add_to_collection" and action.get_default_model() is get_document_model():
        changed(EVERYTHING)
