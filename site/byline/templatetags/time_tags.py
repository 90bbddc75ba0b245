"""How moments are shown."""

from datetime import datetime, tzinfo
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@register.filter
def as_time(at: datetime) -> SafeString:
    """Show a moment by the clock of the newspaper; Django's own formats take ten times longer."""
    return shown_by(timezone.get_current_timezone(), at)


@lru_cache(maxsize=2000)
def shown_by(clock: tzinfo, at: datetime) -> SafeString:
    """Show a moment by a clock."""
    at = timezone.localtime(at, clock)
    iso = at.isoformat(timespec="seconds")
    said = f"{at.day} {MONTH_NAMES[at.month - 1]} {at.year:04d}, {iso[11:16]}"
    # As `%z` says the zone, which is slower.
    zone = iso[19:].replace(":", "")
    # Safe: only numbers and the name of a month.
    return mark_safe(f'<time datetime="{iso[:19]}{zone}">{said}</time>')  # noqa: S308
