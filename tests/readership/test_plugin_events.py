"""Plugins are told what readers open and see."""

from contextlib import ExitStack

import pytest

from byline.plugins import StoryVisit, hookimpl
from byline.plugins.registry import bound_hooks
from byline.plugins.testing import loaded, without
from readership.buffer import VisitBuffer, shown_buffer
from readership.counting import ReadEvent
from tests.factories import hidden_stories
from tests.readership.reading import NOW, open_story, readers_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_now")]


class Told:
    """A plugin that notes what it is told."""

    def __init__(self):
        self.read, self.shown = [], []

    @hookimpl
    def stories_read(self, visits):
        self.read += visits

    @hookimpl
    def headlines_shown(self, visits):
        self.shown += visits


@pytest.fixture
def told():
    with loaded(plugin := Told()):
        yield plugin


def see_headline(client, story, source="polls:1", **headers):
    """Send the beacon of a headline that was shown."""
    return open_story(client, f"{story.pk}/shown", **headers, source=source)


def test_a_plugin_is_told_which_story_was_read_and_what_the_link_said(client, story, told):
    open_story(client, story, source="polls:1")
    open_story(client, story, source="", address="192.0.2.2")
    assert told.read == [StoryVisit(story.pk, NOW, "polls:1"), StoryVisit(story.pk, NOW)]


def test_repeats_crawlers_the_newsroom_and_other_sites_are_left_out(client, editor, story, told):
    open_story(client, story)
    open_story(client, story, source="polls:1")
    open_story(client, story, address="192.0.2.2", browser="curl/8")
    open_story(client, story, address="192.0.2.2", **{"Sec-Fetch-Site": "cross-site"})
    client.force_login(editor)
    open_story(client, story, address="192.0.2.3")
    assert told.read == [StoryVisit(story.pk, NOW)]


def test_a_headline_counts_each_time_it_is_shown(client, story, told):
    assert see_headline(client, story).status_code == 204
    assert see_headline(client, story).status_code == 204
    assert see_headline(client, story, browser="curl/8").status_code == 204
    assert see_headline(client, story, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert told.shown == [StoryVisit(story.pk, NOW, "polls:1")] * 2
    assert told.read == []


def test_headlines_of_hidden_stories_are_refused(client, section, told):
    for story in hidden_stories(section):
        assert see_headline(client, story).status_code == 404
    assert told.shown == []


def test_without_a_plugin_that_counts_them_no_headline_is_taken(client, story):
    with ExitStack() as others_only:
        for counting in bound_hooks()["headlines_shown"]:
            others_only.enter_context(without(counting.plugin))
        assert bound_hooks()["article_blocks"]
        assert see_headline(client, story).status_code == 404
        with loaded(Told()):
            assert see_headline(client, story).status_code == 204


@pytest.mark.parametrize("source", ["x" * 101, "a\x00b", "a\nb", "\u202e"])
def test_a_source_that_is_no_good_is_left_out(client, story, told, source):
    assert open_story(client, story, source=source).status_code == 204
    assert [visit.source for visit in told.read] == [""]


def test_a_plugin_that_fails_costs_no_reader(client, story):
    class Failing:
        @hookimpl
        def stories_read(visits):  # noqa: N805
            raise RuntimeError

    with loaded(Failing):
        assert open_story(client, story).status_code == 204
    assert readers_of(story) == 1


def test_who_sees_a_headline_again_at_once_waits_as_one():
    written = []
    buffer = VisitBuffer(written.extend, 300, key=shown_buffer.key)
    buffer.thread = object()
    for source in ("a", "a", "b"):
        buffer.add(ReadEvent("visitor", 1, 0, source=source))
    buffer.flush()
    assert [visit.source for visit in written] == ["a", "b"]
