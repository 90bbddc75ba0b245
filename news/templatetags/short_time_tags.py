"""The filter for times in lists of stories."""

from datetime import date, datetime, time, timedelta, tzinfo

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from byline.pagecache import stale_at
from byline.templatetags.time_tags import date_element, short_element

register = template.Library()


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
