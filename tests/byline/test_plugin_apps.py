"""The Django app of a plugin may fail: neither Django nor Wagtail finds anything of it then."""

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import AppConfig, apps
from django.contrib.auth import get_user_model
from django.core.checks import ERROR, WARNING, run_checks
from django.core.checks.registry import registry
from django.test.signals import setting_changed
from wagtail import hooks

from byline.plugins import app_configs, hookimpl
from byline.plugins.app_configs import plugin_configs
from byline.plugins.problems import is_left_out, problems, report
from byline.plugins.registry import contributions
from byline.plugins.testing import bound_again, loaded

BROKEN = "import no_such_module"
FAILED = "A system check of the plugin 'x' failed:"
ADMIN = """
from wagtail import hooks

hooks.register("register_icons", lambda icons: 1 / 0)
"""


@pytest.fixture(autouse=True)
def no_problems():
    with bound_again():
        problems.clear()
        yield


def texts():
    return [problem.text for problem in problems]


@pytest.fixture
def app(tmp_path, monkeypatch):
    """Return a function that writes a package, and returns its app as that of the plugin `x`."""
    monkeypatch.syspath_prepend(tmp_path)
    before = {*sys.modules}

    def make(**files):
        for name, text in {"__init__": "", **files}.items():
            path = tmp_path / f"x_app/{name.replace('__in__', '/')}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        config = AppConfig("x_app", import_module("x_app"))
        found = AppConfig.create(app_configs.add("x", config))
        found.apps = apps
        return found

    yield make
    for name in {*sys.modules} - before:
        if name.startswith("x_app"):
            del sys.modules[name]


def test_an_app_has_the_name_and_the_label_of_the_plugins(app):
    found = app()
    assert (found.name, found.label) == ("x_app", "x_app")


@pytest.mark.parametrize("name", ["sys", "add", "report", "logger"])
def test_a_plugin_may_be_called_as_anything_of_the_module_of_its_app(name):
    before = vars(app_configs).copy()
    config = type("Config", (AppConfig,), {"name": "sample_plugin", "label": name})
    entry = app_configs.add(name, config("sample_plugin", __import__("sample_plugin")))
    assert AppConfig.create(entry).label == name
    assert before.items() <= vars(app_configs).items()


@pytest.mark.parametrize("label", ["wagtailadmin", "accounts"])
def test_an_app_that_is_called_as_a_library_stops_no_start(app, label):
    config = type("Config", (AppConfig,), {"name": "x_app", "label": label})
    module = app(models=BROKEN).module
    found = AppConfig.create(app_configs.add("x", config("x_app", module)))
    found.apps = apps
    assert found.label == "left_out_x"
    found.import_models()
    assert (dict(found.models), is_left_out("x")) == ({}, True)
    assert texts() == [f"An app is called '{label}' already, as that of the plugin 'x'."]


class Hooks:
    @hookimpl
    def comment_checks():
        return [print]


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("models", "The models of the plugin 'x' failed"),
        ("image_formats", "The image_formats of the plugin 'x' failed"),
        ("management__in____init__", "The management of the plugin 'x' failed"),
        ("templatetags__in__x_tags", "The templatetags of the plugin 'x' failed"),
    ],
)
@pytest.mark.parametrize(
    "fault", [BROKEN, "1 / 0", "raise SystemExit(2)", "raise BaseException", "def"]
)
def test_a_module_that_cannot_be_imported_leaves_the_plugin_out(app, file, why, fault):
    found = app(**{file: fault})
    found.import_models()
    found.ready()
    [text] = texts()
    assert text.startswith(f"{why}: ")
    assert is_left_out("x")
    assert find_spec("x_app.templatetags") is None
    assert not Path(found.path, "templates").is_dir()
    with loaded(Hooks, name="x"):
        assert "x" not in {one.plugin for one in contributions("comment_checks")}


RECEIVERS = """
from django.core.checks import Error, register
from django.dispatch import receiver
from django.test.signals import setting_changed

from tests.byline.test_plugin_apps import RECEIVED


class Receiver:
    def receive(self, **kwargs):
        RECEIVED.append(self)


receiver(setting_changed)(lambda **_kwargs: RECEIVED.append("lambda"))
kept = Receiver()
setting_changed.connect(kept.receive)
setting_changed.connect(Receiver().receive, sender=str, weak=False)
register(lambda **_kwargs: [Error("It is not fine.")], "x")
"""
RECEIVED = []


def test_what_is_left_out_receives_no_signal_and_checks_nothing(app):
    before = {*registry.registered_checks}
    receivers = [*setting_changed.receivers]
    found = app(models=RECEIVERS)
    found.import_models()
    setting_changed.send(str, setting="", value=None, enter=True)
    assert len(RECEIVED) == 2
    found.ready()
    assert registry.registered_checks != before
    found.hide()
    setting_changed.send(str, setting="", value=None, enter=True)
    assert len(RECEIVED) == 2
    assert setting_changed.receivers == receivers
    assert registry.registered_checks == before


FINDS_ERROR = 'lambda **_kwargs: [Error("It fails.", id="x.E1"), Warning("It lasts.")]'


@pytest.mark.parametrize(
    ("check", "is_strict", "found"),
    [
        (FINDS_ERROR, False, [(WARNING, "It fails."), (WARNING, "It lasts.")]),
        (FINDS_ERROR, True, [(ERROR, "It fails."), (WARNING, "It lasts.")]),
        (
            "lambda **_kwargs: 1 / 0",
            False,
            [(WARNING, f"{FAILED} ZeroDivisionError('division by zero')")],
        ),
        (
            "lambda **_kwargs: 1 / 0",
            True,
            [(ERROR, f"{FAILED} ZeroDivisionError('division by zero')")],
        ),
        (
            "lambda **_kwargs: ['x']",
            False,
            [(WARNING, f"{FAILED} TypeError(\"It returned 'x', no message.\")")],
        ),
    ],
)
def test_a_check_of_a_plugin_stops_no_command(app, settings, check, is_strict, found):
    settings.BYLINE_PLUGINS_STRICT = is_strict
    config = app(checks="", models=f"from django.core.checks import *\nregister({check}, 'x')")
    config.import_models()
    config.ready()
    assert [(one.level, one.msg) for one in run_checks(tags=["x"])] == found
    config.hide()


def test_tags_that_django_does_not_look_for_are_no_fault(app):
    app(templatetags="").ready()
    assert not is_left_out("x")


def test_a_ready_that_fails_leaves_the_plugin_out(app, monkeypatch):
    monkeypatch.setattr(AppConfig, "ready", lambda _self: 1 / 0)
    app().ready()
    assert texts() == ["The ready() of the plugin 'x' failed: division by zero"]
    assert is_left_out("x")


def test_the_models_of_a_plugin_that_is_left_out_are_not_made_ready(app, monkeypatch):
    report("x", "It has failed.", is_whole=True)
    monkeypatch.setattr(AppConfig, "ready", lambda _self: 1 / 0)
    app().ready()
    assert texts() == ["It has failed."]


def registered():
    return [(name, found) for name, functions in hooks._hooks.items() for found in functions]


def test_wagtail_finds_nothing_of_a_module_that_fails(app):
    before = registered()
    app(wagtail_hooks=ADMIN + BROKEN).import_wagtail_hooks()
    assert registered() == before
    assert find_spec("x_app.wagtail_hooks") is None
    assert texts() == [
        "The wagtail_hooks of the plugin 'x' are not used: No module named 'no_such_module'"
    ]
    assert not is_left_out("x")


def test_what_wagtail_has_found_of_a_plugin_that_is_left_out_later_is_not_used(app):
    before = registered()
    found = app(wagtail_hooks=ADMIN)
    found.import_wagtail_hooks()
    assert registered() != before
    found.hide()
    assert registered() == before
    assert find_spec("x_app.wagtail_hooks") is None


def test_wagtail_does_not_import_hooks_of_a_plugin_that_is_left_out(app):
    found = app(models=BROKEN, wagtail_hooks=ADMIN + BROKEN)
    found.import_models()
    found.import_wagtail_hooks()
    assert find_spec("x_app.wagtail_hooks") is None
    assert len(texts()) == 1


def test_wagtail_imports_the_hooks_of_the_project_before_those_of_plugins():
    names = [config.name for config in apps.get_app_configs()]
    first = min(names.index(config.name) for config in plugin_configs().values())
    assert names[first - 1] == "byline.plugins"


def models_that_refer_to_users():
    fields = get_user_model()._meta.get_fields(include_hidden=True)
    return {field.related_model for field in fields if field.auto_created and not field.concrete}


def test_models_without_tables_are_in_no_deletion():
    config = plugin_configs()["live_coverage"]
    models = config.models
    own = {*models.values()}
    assert own & models_that_refer_to_users()
    try:
        config.take_out_models()
        assert not own & models_that_refer_to_users()
        assert not own & {*apps.get_models()}
    finally:
        config.models = models
        apps.clear_cache()
    assert own & models_that_refer_to_users()
