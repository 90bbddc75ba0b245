"""Plugins are found by their package's metadata, and one that fails costs only itself."""

from contextlib import ExitStack
from dataclasses import replace

import pytest
from django.apps import apps
from django.core.checks import ERROR
from wagtail.blocks import CharBlock

from byline.plugins import hookimpl, loading
from byline.plugins.checks import check_plugins, check_plugins_are_loaded
from byline.plugins.hookspecs import HOOKS
from byline.plugins.loading import plugin_apps
from byline.plugins.problems import problems
from byline.plugins.registry import bound_hooks, contributions
from byline.plugins.testing import bound_again, loaded


@pytest.fixture(autouse=True)
def plugins():
    """Have the sample plugin alone, and put back what is loaded."""
    before = dict(loading.plugins)
    for name in before.keys() - {"sample"}:
        del loading.plugins[name]
    with bound_again():
        problems.clear()
        yield
    loading.plugins.clear()
    loading.plugins.update(before)


@pytest.fixture
def load():
    """Load a plugin whose hooks are attributes of a class, until the test is over."""
    with ExitStack() as stack:
        yield lambda *args, **manifest: stack.enter_context(loaded(*args, name="x", **manifest))


def texts():
    return [problem.text for problem in problems]


def test_the_named_plugin_is_loaded_and_its_app_installed():
    assert "sample" in loading.plugins
    assert loading.plugins["sample"].version == "1.0"
    assert apps.is_installed("sample_plugin")
    assert "sample" in [hook.plugin for hook in bound_hooks()["article_blocks"]]


def test_a_plugin_that_nobody_named_is_not_loaded():
    assert plugin_apps([]) == []
    assert not loading.plugins
    assert not problems


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("misnamed", "calls itself 'other'"),
        ("broken", "does not load"),
        ("missing", "No installed package announces the plugin 'missing'"),
    ],
)
def test_a_plugin_that_does_not_load_is_left_out_and_reported(name, why):
    assert [app.name for app in plugin_apps([name, "sample"])] == ["sample_plugin"]
    [warning] = [found for found in check_plugins(None) if f"'{name}'" in found.msg]
    assert warning.id == "byline.W001"
    assert why in warning.msg
    assert "BYLINE_PLUGINS" in warning.hint


class UsingABlockOfByline:
    @hookimpl
    def article_blocks():
        return [("paragraph", CharBlock())]


class UsingABlockTwice:
    @hookimpl
    def article_blocks():
        return [("x_one", CharBlock()), ("x_one", CharBlock())]


class ReturningAnotherType:
    @hookimpl
    def slots():
        return ["no slot"]


class UsingUnknownHooks:
    @hookimpl
    def of_a_later_byline():
        return []


class UsingChecks:
    @hookimpl
    def comment_checks():
        return []


def named(*names):
    return lambda load: plugin_apps(names)


def with_hooks(hooks, **manifest):
    return lambda load: load(hooks, **manifest)


@pytest.mark.parametrize(
    ("leave_out", "why"),
    [
        (named("missing"), "No installed package announces the plugin 'missing'."),
        (named("broken"), "The plugin 'broken' does not load: "),
        (named("misnamed"), "The plugin 'misnamed' calls itself 'other'."),
        (with_hooks(UsingChecks, hook_versions={"comment_checks": 7}), "this Byline has 1. The"),
        (with_hooks(UsingUnknownHooks), "uses the hook of_a_later_byline, which is unknown."),
        (with_hooks(None, hook_versions={}), "The hooks of 'x' do not load: "),
        (with_hooks(UsingABlockOfByline), "'paragraph' of plugin 'x' is left out"),
        (with_hooks(UsingABlockTwice), "'x_one' of plugin 'x' is there already."),
        (with_hooks(ReturningAnotherType), "returned 'no slot', no Slot."),
        (with_hooks(type("Raising", (), {"slots": hookimpl(lambda: 1 / 0)})), "division by zero"),
    ],
)
def test_what_is_left_out_is_a_warning_and_fails_the_deployment_of_a_strict_newsroom(
    settings, load, leave_out, why
):
    plugin_apps([])
    leave_out(load)
    [warning] = check_plugins(None)
    assert why in warning.msg
    assert not check_plugins_are_loaded(None)
    settings.BYLINE_PLUGINS_STRICT = True
    [error] = check_plugins_are_loaded(None)
    assert (error.id, error.level, error.msg) == ("byline.E001", ERROR, warning.msg)


def test_a_plugin_named_twice_is_loaded_once():
    assert [app.name for app in plugin_apps(["sample", "sample"])] == ["sample_plugin"]


def test_an_entry_point_that_names_no_manifest_is_left_out():
    point = loading.metadata.EntryPoint("odd", "sample_plugin:__doc__", "byline.plugins")
    assert loading.load(point) is None
    assert texts() == ["The plugin 'odd' has no manifest."]


def test_a_hook_is_used_in_the_versions_that_the_plugin_was_tried_with(load):
    class Hooks:
        @hookimpl
        def article_blocks():
            return [("x_one", None)]

        @hookimpl
        def comment_checks():
            return [print]

    load(Hooks, hook_versions={"article_blocks": (2, 3), "comment_checks": (1, 2)})
    assert "x" not in {found.plugin for found in contributions("article_blocks")}
    assert ("x", print) in contributions("comment_checks")
    assert "the hook article_blocks: 2, 3; this Byline has 1. The hook is not used" in texts()[0]


def test_a_deprecated_version_of_a_hook_works_and_is_reported(load, monkeypatch):
    class Hooks:
        @hookimpl
        def slots():
            return ["a slot"]

    monkeypatch.setitem(
        HOOKS, "slots", replace(HOOKS["slots"], version=2, deprecated={1: "Return dicts."})
    )
    load(Hooks, hook_versions={"slots": 1})
    assert ("x", "a slot") in contributions("slots")
    assert "until the next release. Return dicts." in texts()[0]


def test_an_unknown_hook_is_reported(load):
    class Hooks:
        @hookimpl
        def of_a_later_byline():
            return []

    load(Hooks)
    bound_hooks()
    assert texts() == ["The plugin 'x' uses the hook of_a_later_byline, which is unknown."]


class Raising:
    @hookimpl
    def article_blocks():
        raise RuntimeError("this plugin is broken")


class ReturningNothing:
    @hookimpl
    def article_blocks():
        return 7


class Taking:
    @hookimpl
    def article_blocks(story):  # noqa: N805 - an argument that the hook does not have
        return []


@pytest.mark.parametrize("hooks", [Raising, ReturningNothing, Taking])
def test_a_hook_that_fails_is_reported_and_the_others_count(load, hooks):
    load(hooks)
    assert {"sample", "x"} & {one.plugin for one in contributions("article_blocks")} == {"sample"}
    assert "'x'" in texts()[0]


def test_hooks_that_do_not_import_are_reported(load):
    load(None, hook_versions={})
    assert {"sample", "x"} & {one.plugin for one in contributions("article_blocks")} == {"sample"}
    assert "The hooks of 'x' do not load" in texts()[0]


def test_an_app_that_is_called_as_another_is_left_out():
    assert plugin_apps(["sample"], ["sample_plugin"]) == []
    assert texts() == ["An app is called 'sample_plugin' already, as that of the plugin 'sample'."]
