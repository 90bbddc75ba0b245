"""What pages show, and the table by which processes learn of changes."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone

from byline.pagecache.recording import current


class Shown(models.Model):
    """Something that pages show: they are made anew when it changes."""

    # The first half of its tag.
    shown_as: ClassVar[str]

    class Meta:
        abstract = True

    @property
    def shown_tag(self) -> str:
        """What pages that show it depend on."""
        return f"{self.shown_as}:{self.pk}"

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        """Note that the page which is being rendered shows it."""
        found = super().from_db(*args, **kwargs)
        if recording := current():
            recording.tags.add(found.shown_tag)
        return found


class Change(models.Model):
    """Something that changed, for processes that keep pages: the tags, parted by spaces."""

    tags = models.TextField()
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return self.tags
