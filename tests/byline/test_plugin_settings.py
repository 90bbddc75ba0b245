"""The settings of plugins come from the environment; what is no good costs only the value."""

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator

from byline.plugins import Manifest, PluginSetting, loading, setting
from byline.plugins.loading import Plugin, plugins, value_of
from byline.plugins.problems import problems
from byline.plugins.testing import bound_again, configured


@pytest.fixture(autouse=True)
def x():
    """A plugin without settings."""
    with bound_again():
        problems.clear()
        plugins["x"] = Plugin(Manifest(name="x", app="x", hooks="x"), "1", "x")
        yield
        del plugins["x"]


def texts():
    return [problem.text for problem in problems]


def votes(**options):
    return PluginSetting(**{"name": "votes", "type": int, "default": 5, "help": "", **options})


@pytest.mark.parametrize(("value", "expected"), [(None, 5), ("7", 7), ("-1", 5), ("many", 5)])
def test_a_setting_comes_from_the_environment(monkeypatch, value, expected):
    if value:
        monkeypatch.setenv("PLUGIN_X_VOTES", value)
    plugins["x"].settings["votes"] = value_of("x", votes(validators=[MinValueValidator(0)]))
    assert setting("x", "votes") == expected
    assert bool(texts()) == (value in {"-1", "many"})


class SilentError(Exception):
    def __str__(self):
        raise RuntimeError


def failing(error):
    def validate(value):
        raise error

    return {"validators": [validate]}


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"validators": [MinValueValidator(8)]}, "Ensure this value is greater than or equal to 8"),
        (failing(ValidationError(["Few.", "Odd."])), "Few. Odd."),
        (failing(TypeError("no number")), "no number"),
        (failing(SilentError()), "SilentError"),
        ({"validators": 7}, "not iterable"),
        ({"type": bytes}, "bytes"),
        ({"type": "int"}, "__name__"),
    ],
)
def test_a_fault_of_a_type_or_a_validator_costs_the_value(monkeypatch, options, why):
    monkeypatch.setenv("PLUGIN_X_VOTES", "7")
    assert value_of("x", votes(**options)) == 5
    [text] = texts()
    assert text.startswith("PLUGIN_X_VOTES is not used: ")
    assert why in text


def test_the_reason_never_shows_a_secret(monkeypatch):
    monkeypatch.setenv("PLUGIN_X_TOKEN", "abc")
    assert value_of("x", votes(name="token")) == 5
    assert texts() == ["PLUGIN_X_TOKEN is not used"]


@pytest.mark.parametrize(
    ("plugin", "name", "given", "used"),
    [
        ("altcha", "cost", "100001", 5000),
        ("altcha", "lifetime_minutes", "1", 60),
        ("altcha", "max_number", "0", 1000),
        ("altcha", "without_script", "perhaps", "hold"),
        ("altcha", "without_script", "reject", "reject"),
        ("headline_test", "hours", "169", 24),
        ("live_coverage", "refresh_seconds", "4", 20),
        ("polls", "days", "0", 30),
        ("polls", "days", "3650", 3650),
        ("spam_filter", "hold_from", "100", 90),
        ("spam_filter", "max_tokens", "0", 50_000),
        ("spam_filter", "minimum", "0", 20),
        ("spam_filter", "reject_from", "0", 0),
        ("spam_filter", "reject_from", "49", 0),
        ("spam_filter", "reject_from", "99", 99),
    ],
)
def test_a_bundled_plugin_checks_its_settings(monkeypatch, plugin, name, given, used):
    monkeypatch.setenv(loading.variable_of(plugin, name), given)
    [found] = [one for one in plugins[plugin].manifest.settings if one.name == name]
    assert value_of(plugin, found) == used
    assert bool(texts()) == (str(used) != given)


def test_a_test_gives_settings_other_values():
    plugins["x"].settings["votes"] = 5
    with configured("x", votes=7):
        assert setting("x", "votes") == 7
    assert setting("x", "votes") == 5
