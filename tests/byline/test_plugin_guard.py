"""A plugin that fails or hangs costs its contribution, and is not called for a while."""

import json
import warnings
from asyncio import CancelledError
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import replace
from threading import Event, current_thread
from types import SimpleNamespace

import pytest
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from byline.bulkheads.database_timeouts import this_thread
from byline.pagecache import depends_on
from byline.pagecache.recording import current, record
from byline.plugins import Place, Slot, calls, guard, hookimpl
from byline.plugins.contexts import in_this_context
from byline.plugins.guard import attempt, notify
from byline.plugins.hookspecs import HOOKS
from byline.plugins.slots import render_slots
from byline.plugins.testing import bound_again, loaded
from byline.plugins.threads import DATABASE_TIMEOUTS, HANGING_LIMIT, run_in_thread
from tests.byline.plugin_calls import is_called
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
    assert is_called("x")


def test_a_plugin_that_hangs_twice_is_not_called_for_a_while(slow):
    for _ in range(2):
        attempt("x", "slots", slow)
    assert not is_called("x")
    assert attempt("x", "slots", lambda: "fine") is None
    assert is_called("y")


@pytest.mark.django_db
def test_a_plugin_that_keeps_failing_is_tried_again_after_ever_longer_pauses(time, caplog):
    for pause in (60, 120, 240):
        for _ in range(calls.FAILURES_LIMIT):
            assert is_called("x")
            attempt("x", "slots", fail)
        assert f"Plugin x is not used for {pause} s" in caplog.text
        time[0] += pause - 1
        assert not is_called("x")
        time[0] += 2
    time[0] += 3600
    for _ in range(calls.FAILURES_LIMIT):
        attempt("x", "slots", fail)
    assert calls.calls_by_plugin["x"].budget.pause_seconds == 60


@pytest.mark.django_db
def test_failures_that_are_far_apart_change_nothing(time):
    for _ in range(3 * calls.FAILURES_LIMIT):
        attempt("x", "slots", fail)
        time[0] += calls.FAILURES_WINDOW_SECONDS / 2
    assert is_called("x")


@pytest.mark.django_db
def test_a_value_that_is_refused_is_no_failure():
    def refuse():
        raise ValidationError("no")

    assert attempt("x", "slots", refuse) is None
    assert not calls.calls_by_plugin["x"].hooks["slots"].failures


def test_a_page_without_what_a_plugin_failed_to_show_is_rendered_again_soon(time_machine):
    time_machine.move_to(0, tick=False)
    with record() as recording:
        attempt("x", "slots", fail)
    assert recording.stale_at == guard.RETRY_SECONDS


@pytest.mark.parametrize(
    "error", [SystemExit, CancelledError, GeneratorExit, KeyboardInterrupt, TimeoutError]
)
def test_whatever_a_plugin_raises_costs_its_contribution_and_is_one_failure(error):
    def leave():
        raise error

    for _ in range(calls.FAILURES_LIMIT - 1):
        assert attempt("x", "slots", leave, default="nothing") == "nothing"
    assert is_called("x")
    attempt("x", "slots", leave)
    assert not is_called("x")


@pytest.mark.django_db
@pytest.mark.parametrize("error", [SystemExit, CancelledError, GeneratorExit])
def test_whatever_a_plugin_raises_in_a_transaction_costs_its_contribution(error):
    def leave():
        raise error

    assert attempt("x", "slots", leave, default="nothing") == "nothing"


@pytest.mark.parametrize("result", ["\ud800", ["a", "\ud800"], {"\ud800": 1}, {1: ("\ud800",)}])
def test_a_text_that_no_page_can_hold_is_a_failure(result):
    assert attempt("x", "slots", lambda: result, default="nothing") == "nothing"
    assert calls.calls_by_plugin["x"].hooks["slots"].failures == 1


@pytest.mark.django_db
def test_a_person_ends_a_process_while_it_calls_a_plugin():
    def interrupt():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        attempt("x", "slots", interrupt)
    assert is_called("x")


def test_a_failure_is_logged_once_with_its_traceback(caplog):
    attempt("x", "slots", fail)
    [record] = caplog.records
    assert record.exc_info[0] is RuntimeError


@pytest.mark.django_db
def test_what_fails_in_the_database_costs_no_transaction():
    def query(sql):
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()

    with transaction.atomic():
        assert attempt("x", "slots", query, "SELECT nothing FROM nowhere") is None
        assert attempt("x", "slots", query, "SELECT 1") == (1,)
        assert query("SELECT 2") == (2,)


def test_a_call_has_the_language_and_the_time_zone_of_the_page():
    with translation.override("da"), timezone.override("Asia/Tokyo"):
        assert attempt("x", "slots", translation.get_language) == "da"
        assert attempt("x", "slots", timezone.get_current_timezone_name) == "Asia/Tokyo"


def test_a_thread_makes_a_cache_once_for_all_its_calls():
    with ThreadPoolExecutor(1) as pool:
        calls_in_it = [in_this_context(None, lambda: caches["limits"]) for _ in range(2)]
        first, second = [pool.submit(call).result() for call in calls_in_it]
    assert first is second


def test_a_plugin_whose_calls_do_not_end_costs_no_other_plugin_its_calls(slow, time, caplog):
    for _ in range(HANGING_LIMIT):
        attempt("x", "slots", slow)
        time[0] += calls.PAUSE_MAX_SECONDS
    assert attempt("x", "slots", lambda: "fine") is None
    assert "Plugin x failed in the hook slots: 4 calls that took too long have not" in caplog.text
    assert run_in_thread("y", lambda: "fine", seconds=60) == "fine"


def test_a_page_depends_on_what_a_plugin_shows_on_it():
    def show(also=lambda: None):
        depends_on("x:1")
        current().fragments.add("/fragments/x/")
        also()

    with record() as recording:
        attempt("x", "slots", show)
    assert (recording.tags, recording.fragments) == ({"x:1"}, {"/fragments/x/"})
    with record() as recording:
        attempt("x", "slots", show, fail)
    assert (recording.tags, recording.fragments) == ({"x:1"}, set())


def test_a_call_writes_nothing_into_the_page_after_its_time(monkeypatch):
    monkeypatch.setitem(HOOKS, "slots", replace(HOOKS["slots"], seconds=0.01))
    end, has_ended = Event(), Event()

    def show():
        depends_on("early")
        end.wait(30)
        depends_on("late")
        has_ended.set()

    with record() as recording:
        attempt("x", "slots", show)
        end.set()
        assert has_ended.wait(30)
    assert recording.tags == {"early"}


def test_a_slot_sees_nothing_of_what_another_one_wrote_into_the_story():
    def write(context):
        shown, context.story.title = context.story.title, "Written"
        return shown

    class Hooks:
        @hookimpl
        def slots():
            return [Slot(Place.HEAD, write), Slot(Place.HEAD, write)]

    with loaded(Hooks, name="x"):
        assert render_slots(Place.HEAD, None, SimpleNamespace(title="Ours")) == "Ours\nOurs"


def test_the_statements_of_a_plugin_have_time_limits():
    assert run_in_thread("x", lambda: this_thread.timeouts, seconds=60) == DATABASE_TIMEOUTS
    assert this_thread.timeouts is None


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
    assert run_in_thread("x", lambda: "in the parent", seconds=10) == "in the parent"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of the thread that idles
        child = FORK.Process(target=run_in_thread, args=("x", int), kwargs={"seconds": 10})
        child.start()
    child.join(30)
    assert child.exitcode == 0
