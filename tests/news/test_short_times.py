"""How lists of stories say when one was published."""

from datetime import UTC, datetime, timedelta
from math import inf

import pytest
from django.utils import timezone

from byline.pagecache.recording import record
from byline.templatetags.time_tags import as_time
from news.templatetags.short_time_tags import as_short_time

# The clock of the newspaper, its zone, and how a moment is shown in a list.
SHORT = [
    ("2026-11-30T22:00", "UTC", "2026-11-30T00:00", "00:00"),
    ("2026-11-30T22:00", "UTC", "2026-11-29T23:59", "Yesterday"),
    ("2026-11-30T22:00", "UTC", "2026-11-28T23:59", "28 November 2026"),
    ("2026-11-30T22:00", "UTC", "2026-12-01T00:00", "1 December 2026"),
    # It is December there.
    ("2026-11-30T23:30", "Europe/Berlin", "2026-11-30T23:10", "00:10"),
    ("2026-11-30T23:30", "Europe/Berlin", "2026-11-30T22:50", "Yesterday"),
    ("2026-11-30T23:30", "Europe/Berlin", "2026-11-29T22:50", "29 November 2026"),
]


def at_utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(("now", "zone", "at", "text"), SHORT)
def test_a_list_says_the_time_of_today_yesterday_or_the_date(time_machine, now, zone, at, text):
    time_machine.move_to(at_utc(now), tick=False)
    with timezone.override(zone):
        whole = as_time(at_utc(at))
        machine, title = whole.split('"')[1], whole.split(">")[1].removesuffix("</time")
        assert as_short_time(at_utc(at)) == (
            f'<time datetime="{machine}" title="{title}">{text}</time>'
        )


MIDNIGHTS = [
    ("2026-11-30T20:00", "UTC", "2026-12-01T00:00"),
    ("2026-11-30T20:00", "Asia/Tokyo", "2026-12-01T15:00"),
    # A day of 25 hours.
    ("2026-10-24T23:00", "Europe/Berlin", "2026-10-25T23:00"),
    # The clocks go from 0:00 to 1:00.
    ("2018-11-03T23:00", "America/Sao_Paulo", "2018-11-04T03:00"),
]


@pytest.mark.parametrize(("now", "zone", "midnight"), MIDNIGHTS)
def test_a_page_with_a_story_of_today_or_yesterday_is_stale_at_midnight(
    time_machine, now, zone, midnight
):
    time_machine.move_to(at_utc(now), tick=False)
    for days, stale_at in enumerate([at_utc(midnight).timestamp()] * 2 + [inf]):
        with timezone.override(zone), record() as recording:
            as_short_time(timezone.now() - timedelta(days=days))
        assert recording.stale_at == stale_at
