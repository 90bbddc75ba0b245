"""An operator sees what plugins there are, what they add, how they do, and what they leave."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import path, re_path
from django.utils import timezone

from byline.plugins import (
    Place,
    PluginSetting,
    Slot,
    StructuredDataEnricher,
    hookimpl,
    loading,
)
from byline.plugins.call_counts import add, today
from byline.plugins.calls import HookCalls
from byline.plugins.loading import plugin_apps
from byline.plugins.models import HookDay, PluginState
from byline.plugins.testing import bound_again, loaded
from byline.settings.test import bundled_plugins
from tests.factories import ArticleFactory, UserFactory
from tests.failing import refusing

pytestmark = pytest.mark.django_db

POLL = {"type": "sample_poll", "value": {"question": "Ferry or bridge?"}, "id": "bbbb"}
SETTINGS = [
    PluginSetting(name="api_key", type=str, default="", help="The key."),
    PluginSetting(name="service", type=str, default="https://me:pw@a.example/", help="Where."),
    PluginSetting(name="hours", type=int, default=48, help="How long."),
    PluginSetting(name="max_tokens", type=int, default=51234, help="How many."),
]


class Unfriendly:
    """What a hook may return by mistake."""

    def __repr__(self):
        raise RuntimeError("broken")


class Hooks:
    @hookimpl
    def slots():
        return [Slot(Place.AFTER_BODY, lambda _context: "x"), Unfriendly()]

    @hookimpl
    def comment_checks():
        return [print]

    @hookimpl
    def structured_data():
        return [StructuredDataEnricher(dict)]

    @hookimpl
    def urls():
        return [re_path(r"^(?P<story>[1-9][0-9]{0,8})/vote/$", print), path("<int:pk>/", print)]

    @hookimpl
    def fragments():
        return [path("newest/", print)]

    @hookimpl
    def story_published(story):  # noqa: N805
        pass


@pytest.fixture
def plugin():
    """A plugin x with settings of which two are given."""
    with loaded(Hooks, name="x", title="Example", settings=SETTINGS) as plugin:
        plugin.settings.update({one.name: one.default for one in SETTINGS})
        plugin.settings.update(api_key="do not tell", hours=24)
        yield plugin


@pytest.fixture
def named(settings):
    """Name plugins as the settings do: `named("sample", "missing")`."""
    before = dict(loading.plugins)
    with bound_again():

        def name(*names):
            settings.BYLINE_PLUGINS = list(names)
            plugin_apps(names)

        yield name
    loading.plugins.clear()
    loading.plugins.update(before)


@pytest.fixture
def administrator(client):
    client.force_login(UserFactory(username="administrator", is_superuser=True))
    return client


def text(*arguments):
    out = StringIO()
    call_command("plugins", *arguments, stdout=out)
    return out.getvalue()


def listed():
    return {plugin["name"]: plugin for plugin in json.loads(text("--json"))}


def page(client, path):
    response = client.get(f"/admin/plugins/{path}")
    assert response.status_code == 200
    return BeautifulSoup(response.text, "lxml").select_one("#main").get_text(" ", strip=True)


def test_plugins_that_are_named_installed_or_missing_are_listed(named, administrator):
    named("sample", "broken", "missing")
    found = listed()
    statuses = {
        "sample": "active",
        "broken": "left out",
        "missing": "left out",
        "misnamed": "not named",
    }
    bundled = dict.fromkeys(bundled_plugins(), "not named")
    assert {name: plugin["status"] for name, plugin in found.items()} == bundled | statuses
    assert (found["sample"]["package"], found["misnamed"]["version"]) == ("sample-plugin", "1.0")
    assert "No installed package" in found["missing"]["problems"][0]
    shown = page(administrator, "")
    assert all(name in shown for name in found)
    assert "Installed, not used" in shown
    assert "No installed package announces the plugin" in page(administrator, "missing/")
    assert "Add misnamed to BYLINE_PLUGINS" in page(administrator, "misnamed/")


def test_what_a_plugin_adds_is_named_whatever_it_is(plugin):
    found = listed()["x"]
    assert found["contributions"] == {
        "comment_checks": ["print"],
        "fragments": ["/fragments/plugins/x/newest/"],
        "slots": ["after_body", "Unfriendly"],
        "structured_data": ["dict"],
        "urls": ["/plugins/x/<story>/vote/", "/plugins/x/<pk>/"],
        "story_published": [],
    }
    assert "returned Unfriendly, no Slot" in found["problems"][0]
    assert listed()["sample"]["contributions"]["article_blocks"] == [
        "sample_poll",
        "sample_slides",
        "sample_failing",
    ]


def test_settings_are_shown_and_no_secrets(plugin, administrator):
    shown = text(), text("--json"), page(administrator, "x/")
    for found in shown:
        assert "PLUGIN_X_HOURS" in found
        assert "24" in found
        assert "51234" in found
        assert "do not tell" not in found
        assert "me:pw" not in found
        assert "https://…@a.example/" in found


def test_how_its_hooks_do_is_shown(plugin, administrator):
    at = datetime.now(UTC)
    add({"x": {"slots": HookCalls(4, 0.1, 0.05, 2, "<b>broken</b>", at)}}, today())
    PluginState.objects.create(
        name="x", paused_until=timezone.now() + timedelta(minutes=5), pause_reason="slots: broken"
    )
    found = listed()["x"]
    assert found["status"] == "paused"
    assert found["pause_reason"] == "slots: broken"
    assert (found["calls"][0]["number"], found["calls"][0]["failures"]) == (4, 2)
    assert "slots: 4 in 25.0 ms on average, 50.0 ms at most, 2 failed, last at 20" in text()
    shown = page(administrator, "x/")
    assert "Parts of pages 4 25.0 ms 50.0 ms 2" in shown
    assert "<b>broken</b>" in shown
    assert "not called until" in shown


def test_what_is_installed_is_listed_though_the_database_is_away():
    with refusing("SELECT"):
        found = listed()["sample"]
    assert (found["version"], found["stories"]) == ("1.0", None)


def body(*items):
    return json.dumps(items)


def test_the_stories_with_its_blocks_are_counted_and_listed(section, administrator):
    draft = ArticleFactory(parent=section, title="In a draft", body=body())
    draft.body = body(POLL)
    draft.save_revision()
    ArticleFactory(parent=section, title="Published", body=body(POLL, POLL))
    said = {"type": "paragraph", "value": '<p>"type": "sample_poll"</p>', "id": "cccc"}
    ArticleFactory(parent=section, title="Only said", body=body(said)).save_revision()
    assert listed()["sample"]["stories"] == 2
    assert "2 stories hold blocks" in page(administrator, "sample/")
    shown = page(administrator, "sample/stories/")
    assert "In a draft" in shown
    assert "Published" in shown
    assert "Only said" not in shown


def test_a_plugin_whose_name_begins_like_anothers_has_its_own_stories(section, named):
    ArticleFactory(parent=section, body=body({**POLL, "type": "live_poll"}))
    ArticleFactory(parent=section, body=body({**POLL, "type": "live_coverage_update"}))
    ArticleFactory(parent=section, body=body({**POLL, "type": "live_coverage_update"}))
    named("live", "live_coverage")
    assert (listed()["live"]["stories"], listed()["live_coverage"]["stories"]) == (1, 2)


def test_lists_cost_the_same_whatever_their_length(section, administrator, named):
    def queries(path):
        page(administrator, path)
        with CaptureQueriesContext(connection) as captured:
            page(administrator, path)
        return len(captured)

    ArticleFactory(parent=section, body=body(POLL))
    few = [queries(path) for path in ("", "sample/stories/")]
    for _ in range(5):
        ArticleFactory(parent=section, body=body(POLL))
    named("sample", *(f"missing_{number}" for number in range(5)))
    assert [queries(path) for path in ("", "sample/stories/")] == few


@pytest.mark.parametrize("path", ["", "sample/", "sample/stories/"])
def test_others_than_administrators_see_none_of_it(client, editor, path):
    client.force_login(editor)
    assert client.get(f"/admin/plugins/{path}").status_code == 302
    assert "/admin/plugins/" not in client.get("/admin/").text


def test_uninstalling_says_what_would_go_and_deletes_nothing(section):
    ArticleFactory(parent=section, body=body(POLL))
    add({"sample": {"slots": HookCalls(1, 1, 1)}}, today())
    said = text("--uninstall", "sample")
    assert "Stories with blocks of 'sample': 1. They stay" in said
    assert "Migrations: none" in said
    assert "take 'sample' out of BYLINE_PLUGINS, restart" in said
    assert "pip uninstall sample-plugin" in said
    assert HookDay.objects.exists()
    assert "were deleted" in text("--uninstall", "sample", "--delete-data")
    assert not HookDay.objects.exists()


def test_a_plugin_that_is_not_loaded_keeps_its_data(named):
    named("sample")
    assert "not known, since it is not loaded" in text("--uninstall", "misnamed")
    with pytest.raises(CommandError, match="Nothing was deleted"):
        text("--uninstall", "misnamed", "--delete-data")


@pytest.mark.parametrize("arguments", [["--uninstall", "nosuch"], ["--delete-data"]])
def test_a_mistaken_command_is_refused(arguments):
    with pytest.raises(CommandError):
        text(*arguments)
