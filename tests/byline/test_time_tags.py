"""How moments are shown."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from byline.templatetags.time_tags import as_time

ZONES = ["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Africa/Monrovia"]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("year", [1890, 1971, 2026])
def test_a_moment_is_shown_by_the_clock_of_the_newspaper(zone, year):
    at = datetime(year, 3, 4, 5, 6, 7, 891, tzinfo=UTC)
    with timezone.override(zone):
        here = timezone.localtime(at)
        machine, clock = here.strftime("%Y-%m-%dT%H:%M:%S%z"), here.strftime("%H:%M")
        text = f"{here.day} March {year}, {clock}"
        assert as_time(at) == f'<time datetime="{machine}">{text}</time>'
