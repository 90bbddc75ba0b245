"""What follows when stories are deleted."""

from typing import Any

from django.db.models.signals import pre_delete

from byline.pagecache import on_change
from news.models import ArticlePage
from readership.ranking import POPULAR_TAG, clear_choices


def connect() -> None:
    """Connect every handler."""
    on_change(POPULAR_TAG, clear_choices)
    pre_delete.connect(lock_story, sender=ArticlePage, dispatch_uid="readership.lock_story")


def lock_story(instance: ArticlePage, **kwargs: Any) -> None:
    """Let those who write down its readers wait until the story is gone, and leave it out then.

    Otherwise what they add after its readers were deleted would keep it from being deleted.
    SQLite has one writer at a time anyway.
    """
    rows = ArticlePage.objects.order_by().filter(pk=instance.pk)
    list(rows.select_for_update(of=("self",)).values_list("pk"))
