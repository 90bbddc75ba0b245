"""Template tags and filters of times in the admin, which name their zone."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from byline.zones import (
    SHORT_FORMAT,
    named_where_needed,
    newsroom_zone,
    own_zone,
    zone_name,
    zones_ever_differ,
)

register = template.Library()


@register.filter
def zoned(at: date | None, form: str = SHORT_FORMAT) -> str:
    """Return a time, with its zone and the newsroom's time where the user has another zone."""
    if isinstance(at, datetime) and timezone.is_aware(at):
        return named_where_needed(at, form)
    if isinstance(at, datetime):
        return format_date(at, form)
    return date_format(at) if at else ""


@register.inclusion_tag("byline/newsroom_clock.html")
def newsroom_clock() -> dict[str, Any]:
    """Show in which zone times are, where it is not the newsroom's."""
    if not zones_ever_differ():
        return {"differs": False}
    names = {"own": zone_name(own_zone()), "newsroom": zone_name(newsroom_zone())}
    return {"differs": True, "difference": difference(), **names}


@register.simple_tag
def own_clock() -> SafeString | str:
    """Say whose clock the hours beside it are of, where it is not the newsroom's."""
    if not zones_ever_differ():
        return ""
    text = _("Times are %(own)s time; %(newsroom)s is %(difference)s.")
    names = {"own": zone_name(own_zone()), "newsroom": zone_name(newsroom_zone())}
    return format_html('<p class="own-clock">{}</p>', text % {"difference": difference(), **names})


def difference() -> str:
    """Return how far the newsroom's clock is from the user's, as words."""
    now = timezone.now()
    offsets = [now.astimezone(zone).utcoffset() for zone in (newsroom_zone(), own_zone())]
    minutes = int((offsets[0] - offsets[1]).total_seconds() // 60)  # type: ignore[operator]
    if not minutes:
        return _("where it is the same time at present")
    hours, rest = divmod(abs(minutes), 60)
    text = ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    if rest:
        text = _("%(hours)d:%(minutes)02d hours") % {"hours": hours, "minutes": rest}
    return (_("%(hours)s behind") if minutes < 0 else _("%(hours)s ahead")) % {"hours": text}
