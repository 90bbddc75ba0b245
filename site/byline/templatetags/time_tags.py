"""Template filters for times."""

from datetime import datetime, tzinfo
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@register.filter
def as_time(at: datetime) -> SafeString:
    """Return a `<time>` in the site's time zone; Django's formats take ten times longer."""
    return time_element(timezone.get_current_timezone(), at)


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
