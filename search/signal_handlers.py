"""Keeping the indexes up to date when pages and names change."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.models import Page, get_page_models
from wagtail.signals import page_published, page_unpublished

from byline.plugins.guard import collect_missing
from byline.plugins.registry import contributions
from byline.plugins.switches import plugin_switched
from byline.worker.retries import retry_later
from news.creating_many import stories_created
from news.models import ArticlePage, Author, SectionPage, Topic
from search import index, tasks
from search.admin_index import add_to_admin_search
from search.models import Entry
from search.newsroom import index as newsroom_index
from search.newsroom.page_words import author_facet, topic_facet


def connect() -> None:
    """Connect every handler."""
    for signal in (page_published, page_unpublished):
        signal.connect(index_soon, sender=ArticlePage, dispatch_uid="search.index_soon")
    for model in (Author, Topic, SectionPage):
        post_save.connect(index_name, sender=model, dispatch_uid="search.index_name")
        post_delete.connect(delete_name, sender=model, dispatch_uid="search.forget_name")
    for subject in (Author, Topic):
        for signal in (post_save, pre_delete):
            signal.connect(index_stories_soon, sender=subject, dispatch_uid="search.index_stories")
            signal.connect(index_pages_soon, sender=subject, dispatch_uid="search.index_pages")
    for model in get_page_models():
        post_save.connect(index_page, sender=model, dispatch_uid="search.index_page")
    stories_created.connect(index_new_stories, dispatch_uid="search.index_new_stories")
    plugin_switched.connect(index_all_soon, dispatch_uid="search.index_all_soon")


def index_soon(instance: ArticlePage, **kwargs: Any) -> None:
    """Queue indexing a story for when the transaction is committed.

    Until then no snippet of its text is shown: a passage may have been removed.
    """
    Entry.objects.filter(pk=instance.pk).update(text="")
    transaction.on_commit(partial(tasks.index_some.enqueue, [instance.pk]), robust=True)


def index_new_stories(stories: Sequence[ArticlePage], **kwargs: Any) -> None:
    """Index stories that were created together, in their transaction."""
    with collect_missing() as missing:
        index.index_new(stories)
        newsroom_index.index_new(stories)
        add_to_admin_search(stories)
    if missing:
        ids = [story.pk for story in stories]
        for task in (tasks.index_some, tasks.index_for_newsroom):
            transaction.on_commit(partial(retry_later, task, ids, tries=0), robust=True)


def index_name(instance: Author | Topic | SectionPage, *, raw: bool = False, **kwargs: Any) -> None:
    """Index a name."""
    if not raw:
        index.index_name(instance)


def delete_name(instance: Author | Topic | SectionPage, **kwargs: Any) -> None:
    """Delete a name from the index."""
    index.delete_name(instance)


def index_stories_soon(instance: Author | Topic, **kwargs: Any) -> None:
    """Index the stories under a name that may have changed, or is deleted."""
    if kwargs.get("created") or kwargs.get("raw"):
        return
    stories = ArticlePage.objects.live().filter(**{instance.story_lookup: instance})
    if ids := list(stories.order_by("pk").values_list("pk", flat=True).distinct()):
        transaction.on_commit(partial(tasks.index_some.enqueue, ids), robust=True)


def index_page(
    instance: Page, *, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    """Index a page for the newsroom, in the transaction that saves it or a revision of it."""
    if raw:
        return
    with collect_missing() as missing:
        if update_fields is None:
            newsroom_index.attempt(newsroom_index.index_stored, instance.specific)
        elif "latest_revision" in update_fields:
            newsroom_index.attempt(newsroom_index.index_revision, instance)
    if missing:
        again = partial(retry_later, tasks.index_for_newsroom, [instance.pk], tries=0)
        transaction.on_commit(again, robust=True)


def index_all_soon(plugin: str, **kwargs: Any) -> None:
    """Queue indexing everything where a plugin adds to the texts: its own are there while it is on.

    Only its blocks are in the newsroom's index.
    """
    has_blocks, has_texts = (
        any(found.plugin == plugin for found in contributions(hook))
        for hook in ("article_blocks", "search_texts")
    )
    if has_blocks or has_texts:
        transaction.on_commit(tasks.index_all_stories.enqueue, robust=True)
    if has_blocks:
        transaction.on_commit(tasks.index_all_pages.enqueue, robust=True)


def index_pages_soon(instance: Author | Topic, **kwargs: Any) -> None:
    """Index the pages under a name that may have changed, or is deleted, for the newsroom."""
    if kwargs.get("created") or kwargs.get("raw"):
        return
    facet = author_facet(instance) if isinstance(instance, Author) else topic_facet(instance)
    if ids := newsroom_index.pages_with(facet):
        transaction.on_commit(partial(tasks.index_for_newsroom.enqueue, ids), robust=True)
