"""What holds until a time that is given, or else until somebody ends it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from byline.pagecache import stale_at
from byline.prepared import Moment


class LimitedQuerySet(models.QuerySet):
    """What may be over."""

    def in_force(self) -> Self:
        """Leave out what is over."""
        return self.filter(Q(until=None) | Q(until__gt=Moment()))


class Limited(models.Model):
    """Something that may be over."""

    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_in_force(self) -> bool:
        """Tell whether its time is not over."""
        stale_at(self.until)
        return self.until is None or self.until > timezone.now()
