"""Helpers that create readers."""

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from readership.models import DailyReaders, HourlyReaders

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def open_story(client, story, address="192.0.2.1", browser=BROWSER, source=None, **headers):
    """Send the beacon of a story, reached by a link that says `source`; return the response."""
    pk = getattr(story, "pk", story)
    headers = {"User-Agent": browser, "Sec-Fetch-Site": "same-origin", **headers}
    query = None if source is None else {"from": source}
    return client.post(f"/read/{pk}/", REMOTE_ADDR=address, headers=headers, query_params=query)


def readers_of(story):
    """Return how many readers were counted of a story, in hours that are not rolled up."""
    return sum(HourlyReaders.objects.filter(story=story).values_list("readers", flat=True))


def read_by(story, readers, ago=timedelta()):
    """Add readers of a story to the hour that long ago."""
    hour = (timezone.now() - ago).astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return read_in(story, hour, readers)


def read_in(story, hour: datetime, readers):
    """Add readers of a story to an hour."""
    return HourlyReaders.objects.create(story=story, hour=hour, readers=readers)


def read_on(story, day: date, readers):
    """Add readers of a story to a closed day."""
    return DailyReaders.objects.create(story=story, day=day, readers=readers)


def at(*parts):
    """Return a moment in UTC."""
    return datetime(*parts, tzinfo=UTC)


# The present in tests with hours and days of their own: a Monday.
NOW = at(2026, 11, 23, 12, 30)
