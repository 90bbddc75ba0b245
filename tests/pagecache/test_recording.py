"""The dependencies recorded of a page while it is rendered."""

from datetime import UTC, datetime, timedelta
from math import inf
from time import time

import pytest
from django.test import RequestFactory
from django.utils import timezone

from byline.pagecache import depends_on, expires_at, mark_cacheable, stale_at
from byline.pagecache.recording import (
    PAGE_MAX_AGE_SECONDS,
    Recording,
    add_dependencies,
    current,
    record,
)

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def _now(time_machine):
    time_machine.move_to(START, tick=False)


def test_a_recording_begins_now_and_knows_nothing():
    before = time()
    with record() as recording:
        assert current() is recording
    assert current() is None
    assert before <= recording.begun_at <= time()
    assert (recording.query, recording.tags, recording.parameters) == ("", set(), None)
    assert (recording.stale_at, recording.expires_at) == (inf, inf)


def test_nothing_is_noted_where_nothing_is_recorded():
    now = timezone.now()
    depends_on("story:1")
    stale_at(lambda _after: now)
    stale_at(now + HOUR)
    expires_at(now + HOUR)
    add_dependencies(Recording(tags={"story:1"}))
    mark_cacheable(RequestFactory().get("/"))


def test_a_page_that_is_kept_is_the_same_for_everybody():
    request = RequestFactory().get("/?page=2&utm_id=1", headers={"Accept-Encoding": "br"})
    request.META["HTTP_COOKIE"], request.COOKIES = "a=1", {"a": "1"}
    with record("page=2") as recording:
        mark_cacheable(request, "page", "section")
    assert recording.parameters == {"page", "section"}
    assert recording.tags == {"settings"}
    assert request.COOKIES == {}
    assert not {"HTTP_COOKIE", "HTTP_ACCEPT_ENCODING"} & request.META.keys()
    assert (request.META["QUERY_STRING"], request.GET.dict()) == ("page=2", {"page": "2"})


@pytest.mark.usefixtures("_now")
@pytest.mark.parametrize("note", [stale_at, expires_at])
def test_the_first_moment_to_come_counts(note):
    with record() as recording:
        for hours in (0, -1, 3, 2, 4):
            note(START + hours * HOUR)
        note(None)
    assert getattr(recording, note.__name__) == (START + 2 * HOUR).timestamp()
    other = {"stale_at": "expires_at", "expires_at": "stale_at"}[note.__name__]
    assert getattr(recording, other) == inf


@pytest.mark.usefixtures("_now")
def test_stale_time_functions_are_called_once_with_the_start_of_the_rendering():
    calls = []

    def clock(after):
        calls.append(after)
        return START + HOUR

    with record() as recording:
        for one in (clock, clock, lambda _after: START + 2 * HOUR, lambda _after: None):
            stale_at(one)
        recording.resolve_stale_times()
    assert calls == [START]
    assert recording.stale_at == (START + HOUR).timestamp()


@pytest.mark.usefixtures("_now")
def test_what_was_noted_elsewhere_is_added():
    def clock(_after):
        return None

    later, sooner = (START + 2 * HOUR).timestamp(), (START + HOUR).timestamp()
    earlier = Recording(tags={"b"}, stale_time_functions={clock}, stale_at=sooner, expires_at=later)
    with record() as recording:
        depends_on("a")
        stale_at(START + 2 * HOUR)
        expires_at(START + HOUR)
        add_dependencies(earlier)
    assert (recording.tags, recording.stale_time_functions) == ({"a", "b"}, {clock})
    assert (recording.stale_at, recording.expires_at) == (sooner, sooner)


def test_a_recording_ends_with_an_error_too():
    with pytest.raises(ValueError, match="broken"), record():
        raise ValueError("broken")
    assert current() is None


def test_no_page_is_kept_for_longer_than_an_hour():
    assert PAGE_MAX_AGE_SECONDS == 3600
