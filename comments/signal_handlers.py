"""What follows, and what must not, when comments are saved."""

from django.db.models.signals import pre_save
from django_comments_xtd.models import publish_or_unpublish_on_pre_save

from comments.models import ReaderComment


def connect() -> None:
    """Take out the library's handler: it would show hidden replies when a parent is saved."""
    pre_save.disconnect(publish_or_unpublish_on_pre_save, sender=ReaderComment)
