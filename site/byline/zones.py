"""Times as people of the newsroom read and write them, each with the name of its zone.

The admin shows times in the zone of the user's profile, which Wagtail activates. What readers see
is in the zone of the newsroom, the setting `TIME_ZONE`.
"""

from datetime import UTC, date, datetime, timedelta, tzinfo

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

SHORT_FORMAT = "j F Y, H:i"
LONG_FORMAT = "l j F Y, H:i"
# Summer and winter time lie within.
HALF_YEAR = timedelta(days=182)


def zone_name(zone: tzinfo) -> str:
    """Return the city of a time zone: “New York”."""
    return str(zone).rpartition("/")[2].replace("_", " ")


def own_zone() -> tzinfo:
    """Return the zone in which the user reads and writes times."""
    return timezone.get_current_timezone()


def newsroom_zone() -> tzinfo:
    """Return the zone of the newsroom, in which readers see times."""
    return timezone.get_default_timezone()


def newsroom_today() -> date:
    """Return the day that it is in the newsroom."""
    return timezone.localdate(timezone=newsroom_zone())


def offset_text(at: datetime) -> str:
    """Return the offset of a time: “UTC+2”, “UTC+5:30”."""
    minutes = int((at.utcoffset() or timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def is_twice(at: datetime) -> bool:
    """Return whether clocks show a local time twice, as when summer time ends."""
    return at.replace(fold=0).utcoffset() != at.replace(fold=1).utcoffset()


def moments_of(local: datetime, zone: tzinfo) -> list[datetime]:
    """Return the moments at which clocks in a zone show a time: none, one or two."""
    both = [local.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
    there = [at for at in both if at.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local]
    return there if len({at.utcoffset() for at in there}) > 1 else there[:1]


def zones_differ(at: datetime) -> bool:
    """Return whether the clocks of the user and the newsroom differ at a moment."""
    return at.astimezone(own_zone()).utcoffset() != at.astimezone(newsroom_zone()).utcoffset()


def zones_ever_differ() -> bool:
    """Return whether the clocks of the user and the newsroom differ now or in half a year."""
    now = timezone.now()
    return zones_differ(now) or zones_differ(now + HALF_YEAR)


def named(at: datetime, form: str = SHORT_FORMAT) -> str:
    """Return a time of the user's zone with its name, and where it differs the newsroom's."""
    own, newsroom = at.astimezone(own_zone()), at.astimezone(newsroom_zone())
    text = f"{format_date(own, form)} ({zone_label(own)})"
    if own.utcoffset() == newsroom.utcoffset():
        return text
    form = "H:i" if own.date() == newsroom.date() else SHORT_FORMAT
    there = {"time": format_date(newsroom, form), "city": zone_label(newsroom)}
    return _("%(time_here)s, which is %(time)s in %(city)s") % {"time_here": text, **there}


def in_newsroom(at: datetime, form: str = SHORT_FORMAT) -> str:
    """Return a time as readers see it, with the name of the newsroom's zone."""
    there = at.astimezone(newsroom_zone())
    return f"{format_date(there, form)} ({zone_label(there)})"


def named_where_needed(at: datetime, form: str = SHORT_FORMAT) -> str:
    """Return a time, with zones only if the user's clock is not the newsroom's."""
    own = at.astimezone(own_zone())
    if zones_differ(at) or is_twice(own):
        # Two times in a row are compared best as 24 hours, also where the language has others.
        return named(at, form if form.endswith("H:i") else SHORT_FORMAT)
    return format_date(own, form)


def zone_label(at: datetime) -> str:
    """Return the city of a time's zone, and the offset where clocks show the time twice."""
    name = zone_name(at.tzinfo or UTC)
    return f"{name}, {offset_text(at)}" if is_twice(at) else name


def impossible(local: datetime, zone: tzinfo) -> str:
    """Return the error of a time that clocks in a zone leave out."""
    words = {"city": zone_name(zone), "time": format_date(local, SHORT_FORMAT)}
    reason = _(
        "In %(city)s there is no %(time)s: clocks are put forward over it. Give another time."
    )
    return reason % words


def ambiguous(local: datetime, zone: tzinfo) -> str:
    """Return the error of a time that clocks in a zone show twice."""
    words = {"city": zone_name(zone), "time": format_date(local, SHORT_FORMAT)}
    return (
        _("In %(city)s it is %(time)s twice, as the clocks are put back. Choose which is meant.")
        % words
    )
