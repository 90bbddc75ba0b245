"""How plugins are called is summed over processes, seldom written, and bounded."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from byline.plugins import call_counts
from byline.plugins.background import Background
from byline.plugins.call_counts import add, delete_old_days, today, totals, write
from byline.plugins.calls import FAILURES_LIMIT, HookCalls, calls_by_plugin
from byline.plugins.guard import attempt, note_failure
from byline.plugins.models import HookDay, PluginState
from byline.plugins.problems import text_of
from byline.plugins.testing import bound_again
from tests.failing import refusing
from tests.processes import eventually

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counted():
    with bound_again():
        yield


def fail():
    raise RuntimeError("broken\0")


def test_the_calls_of_two_processes_are_summed():
    at = datetime(2026, 5, 1, tzinfo=UTC)
    add({"x": {"slots": HookCalls(2, 1.0, 0.75, 1, "first", at)}}, today())
    add({"x": {"slots": HookCalls(3, 0.5, 0.25), "urls": HookCalls(1, 2.0, 2.0)}}, today())
    slots, urls = totals()["x"]
    assert (slots.hook, slots.number, slots.seconds) == ("slots", 5, 1.5)
    assert slots.longest_seconds == 0.75
    assert (slots.failures, slots.last_failure, slots.last_failed_at) == (1, "first", at)
    assert (urls.mean_milliseconds, urls.longest_milliseconds) == (2000, 2000)
    assert HookDay.objects.count() == 2


def test_calls_are_written_once_and_a_failure_is_stored_whatever_it_says():
    attempt("x", "slots", lambda: "fine")
    attempt("x", "slots", fail)
    note_failure("x", "slots", text_of(RuntimeError("broken\0 \ud800")))
    assert write()
    assert write()
    [total] = totals()["x"]
    assert (total.number, total.failures) == (2, 2)
    assert total.last_failure == "RuntimeError('broken\\x00 \\ud800')"


def test_counts_wait_while_the_database_is_away():
    attempt("x", "slots", fail)
    with refusing("UPDATE"):
        assert not write()
    attempt("x", "slots", lambda: "fine")
    assert write()
    [total] = totals()["x"]
    assert (total.number, total.failures) == (2, 1)


def test_calls_of_some_days_are_stored_and_no_more():
    for ago in range(call_counts.RETENTION_DAYS + 3):
        add({"x": {"slots": HookCalls(1, 1, 1)}}, today() - timedelta(days=ago))
    assert totals()["x"][0].number == call_counts.RETENTION_DAYS
    delete_old_days()
    assert HookDay.objects.count() == call_counts.RETENTION_DAYS


def test_a_pause_is_told_to_all_and_the_longest_counts():
    later = timezone.now() + timedelta(hours=1)
    for _ in range(FAILURES_LIMIT):
        note_failure("x", "slots", "broken")
    assert write()
    state = PluginState.objects.get(name="x")
    assert state.pause_reason == "slots: broken"
    assert timezone.now() < state.paused_until < later
    PluginState.objects.update(paused_until=later)
    calls_by_plugin["x"].resume()
    for _ in range(FAILURES_LIMIT):
        note_failure("x", "slots", "broken")
    write()
    assert PluginState.objects.get(name="x").paused_until == later


def test_a_process_writes_what_it_has_counted_when_it_ends_or_a_plugin_is_paused():
    written = []
    background = Background(3600, write=lambda: written.append(1) or True)
    background.begin()
    background.begin()
    background.wake()
    eventually(lambda: written == [1])
    background.close()
    assert written == [1, 1]
