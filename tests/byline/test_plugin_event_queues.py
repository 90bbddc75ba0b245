"""Plugins act on events in the background, and hold up nobody."""

from dataclasses import replace
from threading import Event

import pytest

from byline.plugins import event_queues, hookimpl
from byline.plugins.calls import calls_by_plugin
from byline.plugins.event_queues import EventQueue, finish
from byline.plugins.guard import notify
from byline.plugins.hookspecs import HOOKS
from byline.plugins.testing import loaded
from tests.byline.plugin_calls import is_called


class Hooks:
    """A plugin that notes events, as soon as it may."""

    def __init__(self):
        self.may_act, self.noted = Event(), []

    @hookimpl
    def story_published(self, story):
        self.may_act.wait(30)
        self.noted.append(story)


@pytest.fixture
def slow(monkeypatch):
    monkeypatch.setitem(HOOKS, "story_published", replace(HOOKS["story_published"], seconds=60))
    slow = Hooks()
    with loaded(slow, name="slow"):
        yield slow
        slow.may_act.set()
        assert finish(60)


def test_who_publishes_a_story_waits_for_no_plugin(slow):
    quick = Hooks()
    quick.may_act.set()
    with loaded(quick, name="quick"):
        for number in range(3):
            notify("story_published", story=number)
        assert event_queues.event_queues["quick"].working.exception(60) is None
        assert (quick.noted, slow.noted) == ([0, 1, 2], [])
        assert not finish(0)
        slow.may_act.set()
        assert finish(60)
    assert slow.noted == [0, 1, 2]


def test_what_the_caller_changes_afterwards_reaches_no_plugin(slow):
    story = ["Headline"]
    notify("story_published", story=story)
    story.append("Changed")
    slow.may_act.set()
    assert finish(60)
    assert slow.noted == [["Headline"]]


def test_events_that_find_no_room_are_failures(slow, monkeypatch):
    monkeypatch.setattr(event_queues, "EVENTS_LIMIT", 1)
    monkeypatch.setitem(event_queues.event_queues, "slow", EventQueue())
    monkeypatch.setitem(HOOKS, "story_published", replace(HOOKS["story_published"], seconds=60))
    notify("story_published", story=1)
    while not event_queues.event_queues["slow"].waiting.empty():
        pass
    notify("story_published", story=2)
    monkeypatch.setitem(HOOKS, "story_published", replace(HOOKS["story_published"], seconds=0.01))
    notify("story_published", story=3)
    assert calls_by_plugin["slow"].hooks["story_published"].failures == 1
    slow.may_act.set()
    assert finish(60)
    assert slow.noted == [1, 2]


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_whatever_an_event_raises_the_next_ones_are_acted_on(error):
    def leave():
        raise error

    queue, acted = EventQueue(), Event()
    queue.add(leave, 60)
    assert queue.working.exception(60) is None
    queue.add(acted.set, 60)
    assert acted.wait(60)


@pytest.mark.django_db
def test_within_a_transaction_plugins_act_at_once(slow):
    slow.may_act.set()
    notify("story_published", story=1)
    assert slow.noted == [1]
    assert is_called("slow")
