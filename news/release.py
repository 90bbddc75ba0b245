"""The release of a story: when readers see it, said in sentences.

Scheduled, it stays a draft that the worker publishes. Under embargo, it can be published at once,
and readers see nothing of it before its publication date.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Revision

from byline.zones import LONG_FORMAT, named

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from news.models import ArticlePage


class Release(models.TextChoices):
    """What makes readers see a story."""

    NOW = "now", gettext_lazy("As soon as it is published")
    AT = "at", gettext_lazy("At a time: it stays a draft until then, and is published by itself")
    EMBARGO = (
        "embargo",
        gettext_lazy("Under embargo: whoever publishes it, readers see nothing before a time"),
    )


@dataclass(frozen=True)
class Plan:
    """When readers are to see a story, and until when."""

    release: str = Release.NOW
    # When it is published by itself, or its embargo ends.
    at: datetime | None = None
    expires_at: datetime | None = None
    # Whether readers see the story now.
    is_public: bool = False
    # Whether it is scheduled, or published under this embargo, so that nobody needs do more.
    is_settled: bool = False

    def sentences(self) -> list[str]:
        """Return what will happen, in the order in which it does."""
        begins = {Release.AT: self._at_a_time, Release.EMBARGO: self._under_embargo}
        return [*begins.get(Release(self.release), self._at_once)(), *self._expiry()]

    def _at_once(self) -> Iterator[str]:
        if self.is_public:
            yield _("Readers see this story. They see your changes as soon as these are published.")
        else:
            yield _("Readers see this story as soon as it is published.")

    def _at_a_time(self) -> Iterator[str]:
        if self.at is None:
            yield _("Give the time at which it is to be published.")
        elif self.at <= timezone.now():
            yield is_past(self.at)
        else:
            when = {"time": named(self.at, LONG_FORMAT)}
            if self.is_public:
                yield _("Readers see these changes on %(time)s.") % when
                yield _("Until then they see the story as it is, and nobody can change it.")
            else:
                yield _("Readers see this story on %(time)s.") % when
                yield _("Until then it stays a draft, and nobody can change it.")
            if self.is_settled:
                yield _("It is scheduled: cancel that to change it.")
            else:
                yield _("This holds once it is scheduled.")

    def _under_embargo(self) -> Iterator[str]:
        if self.at is None:
            yield _("Give the time at which the embargo ends: without it there is none.")
        elif self.at <= timezone.now():
            yield is_past(self.at)
        else:
            when = {"time": named(self.at, LONG_FORMAT)}
            if self.is_public:
                yield _("Readers see this story now. Published so, it disappears.")
            if self.is_settled:
                yield _("Readers see this story on %(time)s: it is published already.") % when
            else:
                yield _("Readers see this story on %(time)s, if it is published by then.") % when
            yield _("Until the embargo ends nobody can show it to readers; it can still be edited.")

    def _expiry(self) -> Iterator[str]:
        if self.expires_at is None:
            return
        when = {"time": named(self.expires_at, LONG_FORMAT)}
        if self.expires_at <= timezone.now():
            yield _("It expired on %(time)s: readers do not see it.") % when
        elif self.release != Release.NOW and self.at and self.expires_at <= self.at:
            yield _("But it would disappear before, on %(time)s: give a later time.") % when
        else:
            yield _("It disappears on %(time)s.") % when


def is_past(at: datetime) -> str:
    """Return the error of a time that was to come."""
    words = {"time": named(at), "choice": Release.NOW.label}
    return _("This time is past: %(time)s. Give another, or choose “%(choice)s”.") % words


def release_of(story: ArticlePage) -> Release:
    """Return what makes readers see a story: an embargo, where both times are to come."""
    now = timezone.now()
    goes_live_at = story.go_live_at if story.go_live_at and story.go_live_at > now else None
    if story.published_at and story.published_at > max(now, goes_live_at or now):
        return Release.EMBARGO
    return Release.AT if goes_live_at else Release.NOW


def publication_date(story: ArticlePage) -> datetime:
    """Return the date of a story that is published without one: when readers first could see it.

    Where an embargo hid it for longer than until it was first published, that is the end of the
    embargo, or now, where it is lifted. Another date that was given later does not count.
    """
    now = timezone.now()
    if story.first_published_at is None:
        return now
    later = type(story).objects.filter(pk=story.pk, published_at__gt=story.first_published_at)
    date: datetime | None = later.values_list("published_at", flat=True).first()
    if date and (date > now or was_to_come(story, date)):
        return min(date, now)
    return story.first_published_at


def was_to_come(story: ArticlePage, date: datetime) -> bool:
    """Return whether a version that was saved before a date had it: it was an embargo then."""
    before = Revision.page_revisions.for_instance(story).filter(created_at__lt=date)
    dates = before.order_by().values_list("content__published_at", flat=True).distinct()
    return any(parse_datetime(text) == date for text in dates if text)


def plan_of(story: ArticlePage, *, is_scheduled: bool = False) -> Plan:
    """Return when readers see a story, or what its draft would change about it."""
    release = release_of(story)
    times = {Release.AT: story.go_live_at, Release.EMBARGO: story.published_at}
    is_public = bool(story.pk and story.is_published)
    is_settled = is_scheduled or is_under(release, story, story.published_at)
    return Plan(release, times.get(release), story.expire_at, is_public, is_settled)


def is_under(release: str, story: ArticlePage, until: datetime | None) -> bool:
    """Return whether a story is published under an embargo until a time."""
    if release != Release.EMBARGO or not story.pk:
        return False
    published = type(story).objects.filter(pk=story.pk, live=True, published_at=until)
    return bool(published.exists())
