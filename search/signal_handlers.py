"""What follows when stories are published, and when something gets another name."""

from collections.abc import Collection
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.signals import page_published, page_unpublished

from news.models import ArticlePage, Author, SectionPage, Topic
from search import index, tasks

NAMES = {"name", "title"}  # the fields that say what something is called


def connect() -> None:
    """Connect every handler."""
    for signal in (page_published, page_unpublished):
        signal.connect(index_soon, sender=ArticlePage, dispatch_uid="search.index_soon")
    for model in (Author, Topic, SectionPage):
        post_save.connect(index_name, sender=model, dispatch_uid="search.index_name")
        post_delete.connect(forget_name, sender=model, dispatch_uid="search.forget_name")
    for subject in (Author, Topic):
        post_save.connect(index_stories_soon, sender=subject, dispatch_uid="search.index_stories")


def index_soon(instance: ArticlePage, **kwargs: Any) -> None:
    """Index a story, or forget it, once what was saved is committed."""
    transaction.on_commit(partial(tasks.index_story.enqueue, instance.pk))


def index_name(
    instance: Author | Topic | SectionPage,
    *,
    raw: bool = False,
    update_fields: Collection[str] | None = None,
    **kwargs: Any,
) -> None:
    """Index a name.

    Where a draft of a section is saved, the section has the draft's name, and saves other fields.
    """
    if not raw and (update_fields is None or not NAMES.isdisjoint(update_fields)):
        index.index_name(instance)


def forget_name(instance: Author | Topic | SectionPage, **kwargs: Any) -> None:
    """Forget a name."""
    index.forget_name(instance)


def index_stories_soon(
    instance: Author | Topic, *, created: bool, raw: bool = False, **kwargs: Any
) -> None:
    """Index the stories under a name that may have changed."""
    if not created and not raw:
        enqueue = partial(tasks.index_stories_of.enqueue, instance.story_lookup, instance.pk)
        transaction.on_commit(enqueue)
