"""A plugin that fails or hangs costs its contribution, and is not called for a while."""

import json
import warnings
from contextvars import ContextVar
from dataclasses import replace
from threading import Event, current_thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.safestring import mark_safe

from byline.pagecache.recording import record
from byline.plugins import Place, Slot, calls, guard, hookimpl
from byline.plugins.guard import attempt, is_active, notify
from byline.plugins.hookspecs import HOOKS
from byline.plugins.slots import render_slots
from byline.plugins.testing import bound_again, loaded
from byline.plugins.threads import run_in_thread
from tests.factories import ArticleFactory
from tests.processes import FORK

NAME = ContextVar("NAME", default="")


@pytest.fixture(autouse=True)
def nothing_counted(monkeypatch):
    """Nothing is counted, and a slot may take as long as a busy machine needs."""
    monkeypatch.setitem(HOOKS, "slots", replace(HOOKS["slots"], seconds=60))
    with bound_again():
        yield


@pytest.fixture
def time(monkeypatch):
    """The clock of the guard, in a list."""
    now = [1000.0]
    monkeypatch.setattr(calls, "monotonic", lambda: now[0])
    return now


def fail():
    raise RuntimeError("broken")


@pytest.fixture
def slow(monkeypatch):
    """A function that takes longer than a slot may."""
    monkeypatch.setitem(HOOKS, "slots", replace(HOOKS["slots"], seconds=0.01))
    end = Event()
    yield lambda: end.wait(30)
    end.set()


def test_a_call_runs_in_another_thread_in_the_same_context():
    NAME.set("ours")
    assert attempt("x", "slots", NAME.get) == "ours"
    assert attempt("x", "slots", lambda: current_thread().name) == "plugin"


@pytest.mark.django_db
def test_a_call_within_a_transaction_sees_what_it_has_written():
    with transaction.atomic():
        assert attempt("x", "slots", lambda: connection.in_atomic_block)


def test_a_call_that_takes_too_long_gives_the_default(slow, caplog):
    assert attempt("x", "slots", slow, default="nothing") == "nothing"
    assert "Plugin x failed in the hook slots: took more than 0.01 s" in caplog.text
    assert is_active("x")


def test_a_plugin_that_hangs_twice_is_not_called_for_a_while(slow):
    for _ in range(2):
        attempt("x", "slots", slow)
    assert not is_active("x")
    assert attempt("x", "slots", lambda: "fine") is None
    assert is_active("y")


@pytest.mark.django_db
def test_a_plugin_that_keeps_failing_is_tried_again_after_ever_longer_pauses(time, caplog):
    for pause in (60, 120, 240):
        for _ in range(calls.FAILURES_LIMIT):
            assert is_active("x")
            attempt("x", "slots", fail)
        assert f"Plugin x is not used for {pause} s" in caplog.text
        time[0] += pause - 1
        assert not is_active("x")
        time[0] += 2
    time[0] += 3600
    for _ in range(calls.FAILURES_LIMIT):
        attempt("x", "slots", fail)
    assert calls.calls_by_plugin["x"].pause_seconds == 60


@pytest.mark.django_db
def test_failures_that_are_far_apart_change_nothing(time):
    for _ in range(3 * calls.FAILURES_LIMIT):
        attempt("x", "slots", fail)
        time[0] += calls.FAILURES_WINDOW_SECONDS / 2
    assert is_active("x")


@pytest.mark.django_db
def test_a_value_that_is_refused_is_no_failure():
    def refuse():
        raise ValidationError("no")

    assert attempt("x", "slots", refuse) is None
    assert not calls.calls_by_plugin["x"].hooks["slots"].failures


@pytest.mark.django_db
def test_a_page_without_what_a_plugin_failed_to_show_is_rendered_again_soon():
    with record() as recording:
        attempt("x", "slots", fail)
    assert recording.stale_at < recording.begun_at + guard.RETRY_SECONDS + 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<b>", '<div class="plugin plugin--x">&lt;b&gt;</div>'),
        (mark_safe("<b>a</b>"), '<div class="plugin plugin--x"><b>a</b></div>'),
        (None, ""),
        ("", ""),
        (7, ""),
        (b"<b>", ""),
    ],
)
def test_a_slot_shows_safe_html_and_escapes_other_text(html, shown):
    class Hooks:
        @hookimpl
        def slots():
            return [Slot(Place.AFTER_BODY, lambda _context: html), "no slot"]

    with loaded(Hooks, name="x"):
        assert render_slots(Place.AFTER_BODY, None) == shown
        assert render_slots(Place.HEAD, None) == ""


@pytest.mark.django_db
def test_a_slot_for_stories_with_a_block_is_called_for_no_others(section):
    class Hooks:
        @hookimpl
        def slots():
            return [Slot(Place.HEAD, lambda _context: "shown", with_blocks=["sample_poll"])]

    item = {"type": "sample_poll", "value": {"question": "Ferry?"}, "id": "a"}
    story, other = (ArticleFactory(parent=section, body=json.dumps(b)) for b in ([item], []))
    with loaded(Hooks):
        shown = [render_slots(Place.HEAD, None, page) for page in (story, other, section, None)]
    assert shown == ["shown", "", "", ""]


@pytest.mark.django_db
def test_an_event_reaches_all_plugins_though_one_fails():
    called = []

    class Hooks:
        @hookimpl
        def story_published(story):  # noqa: N805
            called.append(story)

    class Failing:
        @hookimpl
        def story_published(story):  # noqa: N805
            raise RuntimeError("broken")

    with loaded(Failing, name="x"), loaded(Hooks, name="y"):
        notify("story_published", story="the story")
    assert called == ["the story"]


@pytest.mark.django_db
def test_a_plugin_that_is_switched_off_is_not_called():
    guard.switched_off.add("x")
    assert attempt("x", "slots", lambda: "shown") is None


def test_a_forked_process_calls_plugins_in_threads_of_its_own():
    assert run_in_thread(lambda: "in the parent", seconds=10) == "in the parent"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of the thread that idles
        child = FORK.Process(target=run_in_thread, args=(int,), kwargs={"seconds": 10})
        child.start()
    child.join(30)
    assert child.exitcode == 0
