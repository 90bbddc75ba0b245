"""Find the plugins that the settings name, and read their manifests and settings."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import metadata
from typing import Any, NamedTuple

from django.apps import AppConfig
from environs import Env, EnvError

from byline.plugins.manifest import NAME, Manifest, PluginSetting

ENTRY_POINT_GROUP = "byline.plugins"


@dataclass(frozen=True)
class Plugin:
    """A plugin that is loaded, with the version of its package and the values of its settings."""

    manifest: Manifest
    version: str
    package: str
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the plugin."""
        return self.manifest.name

    @property
    def state(self) -> str:
        """What its output depends on, besides its data."""
        return f"{self.version} {self.settings}"


class PluginProblem(NamedTuple):
    """Why a plugin, or a part of it, was left out."""

    plugin: str
    text: str
    # Whether nothing of it is loaded.
    is_whole: bool = False


plugins: dict[str, Plugin] = {}
# Shown by `manage.py check`.
problems: list[PluginProblem] = []


def report(plugin: str, text: str, *, is_whole: bool = False) -> None:
    """Add a problem, once."""
    problem = PluginProblem(plugin, text, is_whole)
    if problem not in problems:
        problems.append(problem)


def plugin_apps(names: Iterable[str]) -> list[tuple[str, str]]:
    """Load the manifests of the named plugins and return their Django apps, each with its state.

    The state is a text with the version and the settings: pages depend on both. Called once by the
    settings. A plugin that is missing or broken is left out, with the reason in
    `problems`.
    """
    plugins.clear()
    problems.clear()
    entry_points = metadata.entry_points(group=ENTRY_POINT_GROUP)
    for name in dict.fromkeys(names):
        found = [point for point in entry_points if point.name == name]
        if not found:
            report(name, f"No installed package announces the plugin '{name}'.", is_whole=True)
        elif len({point.value for point in found}) > 1:
            report(name, f"Several packages announce the plugin '{name}'.", is_whole=True)
        elif plugin := load(found[0]):
            plugins[name] = plugin
    return [(plugin.manifest.app, plugin.state) for plugin in plugins.values()]


def load(entry_point: metadata.EntryPoint) -> Plugin | None:
    """Return the plugin that an entry point names, or None with a problem noted."""
    name = entry_point.name
    try:
        manifest = entry_point.load()
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        report(name, f"The plugin '{name}' does not load: {error}", is_whole=True)
        return None
    if problem := problem_with(name, manifest):
        report(name, problem, is_whole=True)
        return None
    package = entry_point.dist
    return Plugin(
        manifest,
        version=package.version if package else "",
        package=package.name if package else "",
        settings={one.name: value_of(name, one) for one in manifest.settings},
    )


def problem_with(name: str, manifest: object) -> str:
    """Return what is wrong with a manifest; empty if nothing."""
    if not isinstance(manifest, Manifest):
        return f"The plugin '{name}' has no manifest."
    if manifest.name != name or not NAME.fullmatch(name):
        return f"The plugin '{name}' calls itself '{manifest.name}'."
    if any(manifest.app == plugin.manifest.app for plugin in plugins.values()):
        return f"The app '{manifest.app}' of the plugin '{name}' is there already."
    if problem := app_problem(manifest.app):
        return f"The app '{manifest.app}' of the plugin '{name}' does not load: {problem}"
    return ""


def app_problem(app: str) -> str:
    """Return why Django could not load an app; empty if it can."""
    try:
        AppConfig.create(app)
    except Exception as error:  # as above
        return f"{type(error).__name__}: {error}"
    return ""


def value_of(plugin: str, setting: PluginSetting) -> Any:
    """Return the value of a setting from the environment, or its default."""
    variable = variable_of(plugin, setting.name)
    if variable not in os.environ:
        return setting.default
    try:
        value = getattr(Env(), setting.type.__name__)(variable)
        if setting.validate:
            setting.validate(value)
    except (EnvError, ValueError) as error:
        report(plugin, f"{variable} is not used: {error}")
        return setting.default
    return value


def variable_of(plugin: str, setting: str) -> str:
    """Return the environment variable of a setting."""
    return f"PLUGIN_{plugin}_{setting}".upper()


def setting(plugin: str, name: str) -> Any:
    """Return the value of a setting of a loaded plugin. Raises KeyError for one that it lacks."""
    return plugins[plugin].settings[name]
