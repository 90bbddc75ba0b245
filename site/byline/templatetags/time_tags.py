"""Template filters for times."""

from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from byline.pagecache import stale_at

register = template.Library()

MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@register.filter
def as_time(at: datetime) -> SafeString:
    """Return a `<time>` in the site's time zone; Django's formats take ten times longer."""
    return time_element(timezone.get_current_timezone(), at)


@register.filter
def as_short_time(at: datetime) -> SafeString:
    """Return a `<time>` for a list: the time of today, "Yesterday", or the date.

    The title has all of it. A page that shows one of the first two is stale at midnight.
    """
    zone = timezone.get_current_timezone()
    today = timezone.localdate(timezone=zone)
    days = (today - timezone.localdate(at, zone)).days
    if days not in {0, 1}:
        return date_element(zone, at)
    stale_at(midnight_after(today, zone))
    return short_element(zone, at, gettext("Yesterday") if days else "")


def midnight_after(day: date, zone: tzinfo) -> datetime:
    """Return the moment at which a day ends."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)


@lru_cache(maxsize=2000)
def time_element(zone: tzinfo, at: datetime) -> SafeString:
    """Return a `<time>` in a time zone, with date and time."""
    machine, day, clock = parts(zone, at)
    # Safe: only numbers and the name of a month.
    return mark_safe(f'<time datetime="{machine}">{day}, {clock}</time>')  # noqa: S308


@lru_cache(maxsize=2000)
def date_element(zone: tzinfo, at: datetime) -> SafeString:
    """Return a `<time>` in a time zone with the date, and date and time as its title."""
    return short_element(zone, at, parts(zone, at)[1])


def short_element(zone: tzinfo, at: datetime, text: str) -> SafeString:
    """Return a `<time>` with a text, or else the time of the day; its title is the whole time."""
    machine, day, clock = parts(zone, at)
    title, text = f"{day}, {clock}", escape(text) or clock
    # Safe: only numbers, the name of a month, and a text that is escaped.
    return mark_safe(f'<time datetime="{machine}" title="{title}">{text}</time>')  # noqa: S308


def parts(zone: tzinfo, at: datetime) -> tuple[str, str, str]:
    """Return a moment in a time zone for machines, its day and its time of the day."""
    at = timezone.localtime(at, zone)
    iso = at.isoformat(timespec="seconds")
    # Like `%z`, which is slower.
    offset = iso[19:].replace(":", "")
    day = f"{at.day} {MONTH_NAMES[at.month - 1]} {at.year:04d}"
    return f"{iso[:19]}{offset}", day, iso[11:16]
