"""Plugins are found by their package's metadata, and one that fails costs only itself."""

import pytest
from django.conf import settings
from django.core.checks import run_checks

from byline.plugins import CONTRACT_VERSION, Manifest, hookimpl, loading
from byline.plugins.loading import call_each, plugin_apps, plugin_manager


@pytest.fixture
def plugins():
    """What is loaded, put back after the test."""
    before = list(loading.manifests), list(loading.problems)
    yield loading
    loading.manifests[:], loading.problems[:] = before


def test_the_named_plugin_is_loaded_and_its_app_installed():
    assert [manifest.name for manifest in loading.manifests] == ["sample"]
    assert "sample_plugin" in settings.INSTALLED_APPS
    assert plugin_manager().has_plugin("sample")


def test_a_plugin_that_nobody_named_is_not_loaded(plugins):
    assert plugin_apps([]) == []
    assert plugins.manifests == []
    assert plugins.problems == []


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("outdated", "works with contract versions (0,), this Byline has 1"),
        ("broken", "does not load"),
        ("missing", "No installed package announces the plugin 'missing'"),
    ],
)
def test_a_plugin_that_does_not_fit_is_left_out_and_reported(plugins, name, why):
    assert plugin_apps([name, "sample"]) == ["sample_plugin"]
    [warning] = [found for found in run_checks() if found.id == "byline.W001"]
    assert why in warning.msg
    assert f"'{name}'" in warning.msg
    assert "BYLINE_PLUGINS" in warning.hint


def test_a_plugin_named_twice_is_loaded_once(plugins):
    assert plugin_apps(["sample", "sample"]) == ["sample_plugin"]


def test_an_entry_point_that_names_no_manifest_is_left_out(plugins):
    point = loading.metadata.EntryPoint("odd", "sample_plugin:__doc__", "byline.plugins")
    assert loading.load_manifest(point) is None
    assert plugins.problems[-1] == "The plugin 'odd' has no manifest."


def test_a_manifest_fits_by_its_contract_versions():
    def manifest(*versions):
        return Manifest(name="x", version="1", app="x", hooks="x", contract_versions=versions)

    assert manifest(CONTRACT_VERSION).fits
    assert manifest(CONTRACT_VERSION - 1, CONTRACT_VERSION, CONTRACT_VERSION + 1).fits
    assert not manifest(CONTRACT_VERSION + 1).fits
    assert not manifest().fits


class Raising:
    @hookimpl
    def article_blocks(self):
        raise RuntimeError("this plugin is broken")


class Answering:
    @hookimpl
    def article_blocks(self):
        return [("answering_block", None)]


def test_a_plugin_that_raises_is_logged_and_the_others_answer(caplog):
    manager = plugin_manager()
    manager.register(Raising(), name="raising")
    manager.register(Answering(), name="answering")
    try:
        answers = dict(call_each("article_blocks"))
    finally:
        manager.unregister(name="raising")
        manager.unregister(name="answering")
    assert set(answers) == {"sample", "answering"}
    assert "Plugin raising failed in the hook article_blocks" in caplog.text


def test_hooks_that_do_not_import_are_reported(plugins):
    plugins.manifests[:] = [
        Manifest(name="x", version="1", app="x", hooks="no.such.module", contract_versions=(1,))
    ]
    loading.plugin_manager.cache_clear()
    try:
        assert not plugin_manager().has_plugin("x")
        assert "The hooks of 'x' do not load" in plugins.problems[-1]
    finally:
        plugins.manifests[:] = []
        loading.plugin_manager.cache_clear()
