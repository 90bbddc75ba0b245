"""An administrator switches a plugin off, and nothing of what it adds is used."""

import json

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import path, reverse
from wagtail.admin.menu import MenuItem
from wagtail.models import ModelLogEntry

from byline.pagecache import changes
from byline.plugins import AdminPanel, Place, Slot, hookimpl, switches
from byline.plugins.background import Background
from byline.plugins.calls import FAILURES_LIMIT
from byline.plugins.context import plugin_variables
from byline.plugins.guard import note_failure, notify
from byline.plugins.hourly_tasks import run_tasks
from byline.plugins.models import PluginState
from byline.plugins.slots import render_slots
from byline.plugins.switches import switch, switched_off
from byline.plugins.testing import bound_again, loaded
from byline.plugins.urls import patterns_of
from comments.plugin_checks import plugin_checks
from tests.byline.plugin_calls import is_called
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db

POLL = {"type": "sample_poll", "value": {"question": "Ferry or bridge?"}, "id": "bbbb"}


@pytest.fixture(autouse=True)
def nothing_is_switched_off():
    with bound_again():
        yield


@pytest.fixture
def administrator():
    return UserFactory(username="administrator", is_superuser=True)


@pytest.fixture
def switch_off(administrator, django_capture_on_commit_callbacks):
    """Switch a plugin off, or on: `switch_off("sample")`, `switch_off("sample", is_off=False)`."""

    def off(name, *, is_off=True):
        with django_capture_on_commit_callbacks(execute=True):
            switch(name, administrator, is_off=is_off)

    return off


called = []


class Hooks:
    """A plugin that implements every kind of hook."""

    @hookimpl
    def slots():
        return [Slot(Place.AFTER_BODY, lambda _context: "from x")]

    @hookimpl
    def comment_checks():
        return [called.append]

    @hookimpl
    def template_context():
        return [lambda _request: {"variable": "from x"}]

    @hookimpl
    def urls():
        return [path("page/", lambda _request: HttpResponse("from x"))]

    @hookimpl
    def admin_menu_items():
        return [MenuItem("From x", "/")]

    @hookimpl
    def admin_panels():
        return [AdminPanel("From x", lambda _request: "from x")]

    @hookimpl
    def hourly_tasks():
        return [lambda: called.append("task")]

    @hookimpl
    def story_published(story):  # noqa: N805
        called.append("event")


def shown_of_plugin(rf, client):
    """Return what is seen of the plugin x, and of what it did, anywhere."""
    called.clear()
    notify("story_published", story=None)
    run_tasks()
    for check in plugin_checks():
        check.args[0] == "x" and check("a comment")
    *_bundled, resolver = patterns_of("urls")
    request = rf.get("/")
    try:
        page = resolver.resolve("x/page/").func(request).content.decode()
    except Exception as error:
        page = type(error).__name__
    dashboard = client.get("/admin/").text
    return {
        "called": [*called],
        "slot": "from x" in render_slots(Place.AFTER_BODY, request),
        "variables": dict(plugin_variables(request)["plugins"]["x"]),
        "page": page,
        "menu": '"From x"' in dashboard,
        "panel": "from x" in dashboard,
    }


def test_nothing_of_a_plugin_that_is_switched_off_is_used(rf, client, administrator, switch_off):
    client.force_login(administrator)
    with loaded(Hooks, name="x"):
        assert shown_of_plugin(rf, client) == {
            "called": ["event", "task", "a comment"],
            "slot": True,
            "variables": {"variable": "from x"},
            "page": "from x",
            "menu": True,
            "panel": True,
        }
        switch_off("x")
        assert shown_of_plugin(rf, client) == {
            "called": [],
            "slot": False,
            "variables": {},
            "page": "Http404",
            "menu": False,
            "panel": False,
        }
        switch_off("x", is_off=False)
        assert shown_of_plugin(rf, client)["page"] == "from x"


def test_its_blocks_are_hidden_from_readers_and_stay_in_stories(section, read, switch_off):
    story = ArticleFactory(parent=section, body=json.dumps([POLL]))
    assert read(story.url).select_one(".sample-poll")
    switch_off("sample")
    assert read(story.url).select_one(".sample-poll") is None
    story.refresh_from_db()
    assert story.body.get_prep_value() == [POLL]
    switch_off("sample", is_off=False)
    assert read(story.url).select_one(".sample-poll")


def test_all_pages_are_invalidated(settings, switch_off, monkeypatch):
    settings.PAGE_CACHE = True
    tags = []
    monkeypatch.setattr(changes, "subscribers", [tags.extend])
    switch_off("sample")
    assert "everything" in tags


def test_another_process_reads_it_when_the_change_reaches_it():
    PluginState.objects.create(name="sample", is_switched_off=True)
    assert not switched_off
    changes.dispatch(frozenset({"everything"}))
    assert switched_off == {"sample"}
    PluginState.objects.update(is_switched_off=False)
    changes.dispatch(frozenset({switches.SWITCH_TAG}))
    assert not switched_off


def test_while_the_database_is_away_a_plugin_stays_as_it_is(switch_off):
    from tests.failing import refusing

    switch_off("sample")
    with refusing("SELECT"):
        assert not switches.load()
    assert switched_off == {"sample"}


def test_a_plugin_that_is_switched_on_is_called_though_it_was_paused(switch_off):
    for _ in range(FAILURES_LIMIT):
        note_failure("sample", "slots", "broken")
    PluginState.objects.create(name="sample", paused_until="2099-01-01T00:00Z", pause_reason="x")
    assert not is_called("sample")
    switch_off("sample", is_off=False)
    assert is_called("sample")
    assert PluginState.objects.get().paused_until is None


def test_it_is_logged_and_only_for_administrators(client, administrator, editor):
    address = reverse("byline_plugins:plugin", args=["sample"])
    client.force_login(editor)
    assert client.post(address, {"switch": "off"}).url == reverse("wagtailadmin_home")
    assert not PluginState.objects.exists()
    client.force_login(administrator)
    assert client.post(address, {"switch": "off"}).url == address
    assert client.post(address, {"switch": "off"}).url == address
    assert PluginState.objects.get().is_switched_off
    entry = ModelLogEntry.objects.get()
    assert (entry.action, entry.user) == ("byline_plugins.switch_off", administrator)
    history = client.get("/admin/reports/site-history/").text
    assert "Plugin switched off" in history
    assert address in history


@pytest.mark.parametrize("data", [{}, {"switch": "maybe"}])
def test_a_form_that_says_nothing_changes_nothing(client, administrator, data):
    client.force_login(administrator)
    client.post(reverse("byline_plugins:plugin", args=["sample"]), data)
    assert not PluginState.objects.exists()


def test_a_plugin_that_is_not_loaded_cannot_be_switched(client, administrator):
    client.force_login(administrator)
    assert client.post("/admin/plugins/broken/", {"switch": "off"}).status_code == 302
    assert client.post("/admin/plugins/nosuch/", {"switch": "off"}).status_code == 404
    assert not PluginState.objects.exists()


def test_a_reader_pays_no_query_for_it(section, client, switch_off):
    story = ArticleFactory(parent=section, body=json.dumps([POLL]))
    client.get(story.url)
    with CaptureQueriesContext(connection) as captured:
        client.get(story.url)
    assert not [query for query in captured if "byline_plugins" in query["sql"]]


def test_a_process_that_hears_of_no_changes_reads_it_by_itself():
    background = Background(3600)
    background.written_at = float("inf")  # nothing is due
    background.work()
    PluginState.objects.create(name="sample", is_switched_off=True)
    background.work()
    assert switched_off == {"sample"}
