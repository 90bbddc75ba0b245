"""What follows for kept pages when Wagtail's own models change."""

from typing import Any

from django.apps import apps
from django.db.models.signals import post_delete, post_save
from wagtail.documents import get_document_model
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction, Site

from byline.pagecache.changes import EVERYTHING, changed, changed_everything, on_change
from byline.pagecache.models import Shown

# They change rarely, and may be behind any page.
SHOWN_ANYWHERE = (PageViewRestriction, CollectionViewRestriction, Site)


def connect() -> None:
    """Connect every handler."""
    for model in SHOWN_ANYWHERE:
        for signal in (post_save, post_delete):
            signal.connect(forget_all, sender=model, dispatch_uid=f"pagecache.{model.__name__}")
    # Of a page, drafts are saved too: `news` knows what of it readers see.
    for model in apps.get_models():
        if issubclass(model, Shown) and not issubclass(model, Page):
            for signal in (post_save, post_delete):
                signal.connect(forget, sender=model, dispatch_uid=f"pagecache.{model.__name__}")
    documents = get_document_model()
    post_save.connect(forget_links, sender=documents, dispatch_uid="pagecache.documents")
    post_delete.connect(forget_all, sender=documents, dispatch_uid="pagecache.documents_deleted")
    on_change(EVERYTHING, Site.clear_site_root_paths_cache)


def forget(instance: Shown, **kwargs: Any) -> None:
    """Have pages made anew that show what was saved or deleted."""
    changed(instance.shown_tag)


def forget_all(**kwargs: Any) -> None:
    """Have every page made anew."""
    changed_everything()


def forget_links(*, created: bool, **kwargs: Any) -> None:
    """Have every page made anew when a document changes, not when one is added."""
    if not created:
        changed_everything()
