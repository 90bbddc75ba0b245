"""Signal handlers of stories."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.models import Page, PageViewRestriction, ReferenceIndex, Revision
from wagtail.signals import (
    init_new_page,
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
)

from byline.pagecache import changed
from byline.pagecache.changes import on_change
from byline.pagecache.recording import SETTINGS_TAG
from byline.plugins.guard import notify
from news import cache_invalidation, restrictions
from news.creating_many import stories_created
from news.feeds import hub
from news.models import ArticlePage, Author, BasePage, SectionPage, SocialAccount, Topic
from news.new_story import prefill_byline
from news.redirects import address_of_name_changed
from news.references import photos_on
from news.tasks import PICTURES_WITHDRAWN_TAG, withdraw_pictures_soon
from photos.renditions import clear_rendition_cache
from photos.tasks import make_pictures_soon


def connect() -> None:
    """Connect every handler."""
    post_page_move.connect(update_section, dispatch_uid="news.keep_section")
    init_new_page.connect(prefill_byline)
    page_published.connect(
        untick_substantial_update,
        sender=ArticlePage,
        dispatch_uid="news.untick_substantial_update",
    )
    page_published.connect(notify_of_publication, sender=ArticlePage)
    page_unpublished.connect(notify_of_removal, sender=ArticlePage)
    for subject in (Author, Topic):
        pre_save.connect(address_of_name_changed, sender=subject)
    connect_restrictions()
    connect_pictures()
    connect_cache_invalidation()
    connect_feeds()


def notify_of_publication(instance: ArticlePage, **kwargs: Any) -> None:
    """Call the plugins that act on a published story, once that is committed."""
    transaction.on_commit(partial(notify, "story_published", story=instance), robust=True)


def notify_of_removal(instance: ArticlePage, **kwargs: Any) -> None:
    """Call the plugins that act on a story that was taken down, once that is committed."""
    transaction.on_commit(partial(notify, "story_unpublished", story=instance), robust=True)


def connect_restrictions() -> None:
    """Connect the handlers that keep `RestrictedPage` right."""
    post_save.connect(restrictions.restriction_saved, sender=PageViewRestriction)
    post_delete.connect(restrictions.restriction_deleted, sender=PageViewRestriction)
    for model in apps.get_models():
        if issubclass(model, Page):
            post_save.connect(restrictions.page_saved, sender=model)
    # Django sends these of the row in the table of all pages too.
    pre_delete.connect(restrictions.note_aliases, sender=Page)
    post_delete.connect(restrictions.source_deleted, sender=Page)


def connect_pictures() -> None:
    """Connect the handlers that make and delete renditions."""
    for model in apps.get_models():
        if issubclass(model, BasePage):
            pre_save.connect(note_photos, sender=model, dispatch_uid="news.note_photos")
    page_published.connect(note_references, dispatch_uid="news.note_references")
    page_published.connect(
        make_pictures_of, sender=ArticlePage, dispatch_uid="news.make_pictures_of"
    )
    stories_created.connect(make_pictures_of_many, sender=ArticlePage)
    post_save.connect(make_portrait_of, sender=Author, dispatch_uid="news.make_portrait_of")
    page_unpublished.connect(withdraw_pictures_below, dispatch_uid="news.withdraw_pictures")
    pre_delete.connect(withdraw_pictures_below, sender=ArticlePage)
    post_save.connect(withdraw_restricted_pictures, sender=PageViewRestriction)
    on_change(PICTURES_WITHDRAWN_TAG, clear_rendition_cache)


def connect_cache_invalidation() -> None:
    """Connect the handlers of cache invalidation."""
    pre_save.connect(cache_invalidation.note_listing, sender=ArticlePage)
    post_save.connect(cache_invalidation.story_saved, sender=ArticlePage)
    post_delete.connect(cache_invalidation.story_deleted, sender=ArticlePage)
    stories_created.connect(cache_invalidation.stories_created, sender=ArticlePage)
    for model in apps.get_models():
        if issubclass(model, BasePage) and model is not ArticlePage:
            pre_save.connect(cache_invalidation.note_columns, sender=model)
            post_save.connect(cache_invalidation.page_saved, sender=model)
            post_delete.connect(cache_invalidation.name_changed, sender=model)
    page_unpublished.connect(cache_invalidation.page_unpublished)
    post_page_move.connect(cache_invalidation.page_moved)
    page_slug_changed.connect(cache_invalidation.address_changed)
    for signal in (post_save, post_delete):
        signal.connect(invalidate_for_social_accounts, sender=SocialAccount)


def connect_feeds() -> None:
    """Connect the handlers that tell the WebSub hub of changed feeds."""
    for signal in (page_published, page_unpublished):
        signal.connect(hub.story_changed, sender=ArticlePage)
        signal.connect(hub.section_changed, sender=SectionPage)
    pre_delete.connect(hub.story_deleted, sender=ArticlePage)
    post_page_move.connect(hub.page_moved)
    for signal in (post_save, post_delete):
        signal.connect(hub.restriction_changed, sender=PageViewRestriction)


def note_references(instance: Page, **kwargs: Any) -> None:
    """Update the reference index of a page at once: Wagtail leaves it to the worker.

    So its documents are readable as soon as it is. Files of photos that it showed before are
    deleted.
    """
    with transaction.atomic():
        ReferenceIndex.create_or_update_for_object(instance)
    before: set[int] = getattr(instance, "photos_before", set())
    withdraw_pictures_soon(before - photos_on(Page.objects.filter(pk=instance.pk)))


def note_photos(instance: Page, **kwargs: Any) -> None:
    """Store the ids of the photos of a page on it before it is saved."""
    if instance.live and not kwargs.get("update_fields"):
        instance.photos_before = photos_on(Page.objects.filter(pk=instance.pk))


def withdraw_pictures_below(instance: Page, **kwargs: Any) -> None:
    """Queue the deletion of the files of photos on a page and those below it."""
    withdraw_pictures_soon(photos_on(Page.objects.filter(path__startswith=instance.path)))


def withdraw_restricted_pictures(instance: PageViewRestriction, **kwargs: Any) -> None:
    """Queue the deletion of the files of photos that are not public any more."""
    withdraw_pictures_below(instance.page)


def invalidate_for_social_accounts(**kwargs: Any) -> None:
    """Invalidate every page: each links to the newsroom's social accounts."""
    changed(SETTINGS_TAG)


def update_section(instance: Page, parent_page_after: Page, **kwargs: Any) -> None:
    """Set the section of a moved story. In the bin its section does not change."""
    section = SectionPage.objects.filter(pk=parent_page_after.pk).first()
    if section and instance.specific_class is ArticlePage:
        ArticlePage.objects.filter(pk=instance.pk).update(section=section)


def untick_substantial_update(revision: Revision | None, **kwargs: Any) -> None:
    """Reset the field in a published revision.

    Otherwise the next form would be ticked, and publishing it again would be an update. An
    alias may be published without a revision.
    """
    if revision and revision.content.get("substantial_update"):
        revision.content["substantial_update"] = False
        revision.save(update_fields=["content"])


def make_pictures_of(instance: ArticlePage, **kwargs: Any) -> None:
    """Queue the renditions of a published story, before its first reader needs them."""
    make_pictures_soon(instance.every_picture())


def make_pictures_of_many(stories: Iterable[ArticlePage], **kwargs: Any) -> None:
    """Queue the renditions of new stories."""
    for story in stories:
        if story.live:
            make_pictures_of(story)


def make_portrait_of(instance: Author, **kwargs: Any) -> None:
    """Queue the renditions of an author's portrait."""
    if instance.portrait:
        make_pictures_soon([(instance.portrait, "portrait")])
