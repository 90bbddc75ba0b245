"""The base of models that pages show, and the table of changes for other processes."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone

from byline.pagecache.recording import current


class CacheTagged(models.Model):
    """A model that pages show: a page depends on each instance that it loads."""

    # The prefix of its tag.
    cache_tag_prefix: ClassVar[str]

    class Meta:
        abstract = True

    @property
    def cache_tag(self) -> str:
        """The tag of the pages that show it."""
        return f"{self.cache_tag_prefix}:{self.pk}"

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        """Add its tag to the page that is being rendered."""
        found = super().from_db(*args, **kwargs)
        if recording := current():
            recording.tags.add(found.cache_tag)
        return found


class Change(models.Model):
    """Tags that changed, separated by spaces, for every process with a page cache."""

    tags = models.TextField()
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return self.tags
