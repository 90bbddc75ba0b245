"""Rows that are in force until a given time, or until they are deleted."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from byline.pagecache import stale_at
from byline.prepared import Moment


class LimitedQuerySet(models.QuerySet):
    """Rows with an optional time of expiry, `until`."""

    def in_force(self) -> Self:
        """Exclude rows whose time is over."""
        return self.filter(Q(until=None) | Q(until__gt=Moment()))


class Limited(models.Model):
    """A row with an optional time of expiry."""

    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_in_force(self) -> bool:
        """Whether its time is not over. Records when that changes."""
        stale_at(self.until)
        return self.until is None or self.until > timezone.now()
