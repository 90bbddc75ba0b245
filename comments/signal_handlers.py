"""Signal handlers of stories; the library's own for comments is disconnected."""

from typing import Any

from django.db.models.signals import pre_delete, pre_save
from django_comments_xtd.models import publish_or_unpublish_on_pre_save
from wagtail.log_actions import log

from comments.models import ReaderComment
from news.models import ArticlePage


def connect() -> None:
    """Connect handlers, and disconnect the library's: it would show hidden replies again."""
    pre_save.disconnect(publish_or_unpublish_on_pre_save, sender=ReaderComment)
    pre_delete.connect(log_deletion, sender=ArticlePage, dispatch_uid="comments.log_deletion")


def log_deletion(instance: ArticlePage, **kwargs: Any) -> None:
    """Log how many comments are deleted with a story."""
    if number := ReaderComment.objects.filter(story=instance).count():
        log(instance=instance, action="comments.deleted", data={"comments": number}, deleted=True)
