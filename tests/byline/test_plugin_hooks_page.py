"""The examples of hooks work, and are in the documentation."""

import os

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from wagtail.blocks import Block

from byline.plugins import StoryVisit
from byline.plugins.guard import notify
from byline.plugins.hookspecs import HOOKS
from byline.plugins.problem_finders import KINDS
from byline.plugins.problems import problems
from byline.plugins.registry import contributions
from byline.plugins.testing import check_plugin, loaded
from tests.byline import plugin_examples
from tests.byline.plugin_hooks_page import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def example():
    with loaded(plugin_examples, app="sample_plugin"):
        yield lambda hook: [v for plugin, v in contributions(hook) if plugin == "example"]


def test_the_page_of_the_hooks_is_up_to_date(settings):
    file = settings.PROJECT_ROOT / "docs/development/plugin-hooks.md"
    if "WRITE_PLUGIN_CONTRACT" in os.environ:
        file.write_text(page())
    assert file.read_text() == page(), "Run this test with WRITE_PLUGIN_CONTRACT=1."


def test_each_hook_has_an_example_that_keeps_the_contract(example):
    assert HOOKS.keys() <= {*dir(plugin_examples)}
    for hook in HOOKS.values():
        assert hook.is_event or example(hook.name), hook.name
    assert check_plugin("example") == []
    assert not [problem for problem in problems if problem.plugin == "example"]


@pytest.mark.parametrize(("hook", "kind"), KINDS.items())
def test_what_an_example_returns_has_its_type(example, hook, kind):
    assert all(isinstance(value, kind) for value in example(hook))


def test_the_examples_do_what_they_say(example):
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    [(name, block)] = example("article_blocks")
    assert name.startswith("example_")
    assert isinstance(block, Block)
    assert example("template_context")[0](request) == {"edition": "Morning"}
    assert b"Story 7" in example("urls")[0].callback(request, 7).content
    assert isinstance(example("fragments")[0].callback(request), HttpResponse)
    assert example("popularity_sources")[0](None) == {12: 9000}
    assert "saved nothing" in example("admin_panels")[0].render(request)
    example("hourly_tasks")[0]()


def test_the_events_of_the_examples_are_noted(example):
    class Thing:
        pk = 7

    plugin_examples.SEEN.clear()
    notify("story_published", story=Thing)
    notify("comment_removed", comment=Thing, moderator=None)
    notify("stories_read", visits=[StoryVisit(7, timezone.now(), "example:12")])
    assert plugin_examples.SEEN == [
        ("published", 7),
        ("removed", 7, None),
        ("read", 7, "example:12"),
    ]
