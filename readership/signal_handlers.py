"""Signal handlers for deleted stories and changed choices."""

from typing import Any

from django.db.models.signals import pre_delete

from byline.pagecache.changes import on_change
from news.models import ArticlePage
from readership.ranking import POPULAR_TAG, clear_choices


def connect() -> None:
    """Connect every handler."""
    on_change(POPULAR_TAG, clear_choices)
    pre_delete.connect(lock_story, sender=ArticlePage, dispatch_uid="readership.lock_story")


def lock_story(instance: ArticlePage, **kwargs: Any) -> None:
    """Lock the row of a story before it is deleted, so that no process adds readers meanwhile.

    Readers added after its rows were deleted would violate the foreign key. SQLite has a single
    writer anyway.
    """
    rows = ArticlePage.objects.order_by().filter(pk=instance.pk)
    list(rows.select_for_update(of=("self",)).values_list("pk"))
