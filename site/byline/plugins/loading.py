"""Find the plugins that the settings name, and read their manifests and settings."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from importlib import metadata
from typing import Any, NamedTuple

from django.apps import AppConfig
from environs import Env

from byline.plugins import app_configs
from byline.plugins.manifest import NAME, Manifest, PluginSetting
from byline.plugins.problems import handled_fault, problems, report, report_taken, text_of
from byline.plugins.registrations import withdraw

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


plugins: dict[str, Plugin] = {}


class PluginApp(NamedTuple):
    """The Django app of a plugin: its entry in `INSTALLED_APPS`, its name, its state.

    The state is a text with the version and the settings: pages depend on both.
    """

    entry: str
    name: str
    state: str


def plugin_apps(names: Iterable[str], installed_apps: Iterable[str] = ()) -> list[PluginApp]:
    """Load the manifests of the named plugins and return their Django apps.

    Called once by the settings. A plugin that is missing or broken, or whose app is called as one
    of the installed apps, is left out, with the reason in `problems`.
    """
    plugins.clear()
    problems.clear()
    found: list[PluginApp] = []
    taken = {*installed_apps}
    entry_points = metadata.entry_points(group=ENTRY_POINT_GROUP)
    for name in dict.fromkeys(names):
        points = [point for point in entry_points if point.name == name]
        if not points:
            report(name, f"No installed package announces the plugin '{name}'.", is_whole=True)
        elif len({point.value for point in points}) > 1:
            report(name, f"Several packages announce the plugin '{name}'.", is_whole=True)
        elif (plugin := load(points[0])) and (app := add_app(plugin, taken)):
            plugins[name] = plugin
            found.append(app)
    return found


def add_app(plugin: Plugin, taken: set[str]) -> PluginApp | None:
    """Return the Django app of a plugin, or None with a problem noted.

    `taken` are the names of the other apps, and the labels of those of plugins: its own are added.
    Its label may still be that of another app, see `GuardedApp`.
    """
    name, app = plugin.name, plugin.manifest.app
    with handled_fault(partial(leave_out, name, f"The app '{app}' of the plugin", app)):
        config = AppConfig.create(app)
        if found := taken & {config.name, config.label}:
            report_taken(name, min(found))
            return None
        entry = app_configs.add(name, config)
        taken |= {config.name, config.label}
        return PluginApp(entry, app, plugin.state)
    return None


def leave_out(name: str, what: str, package: str, error: BaseException) -> None:
    """Report that something of a plugin does not load, and withdraw what it has registered."""
    report(name, f"{what} '{name}' does not load: {text_of(error)}", is_whole=True)
    withdraw(package)


def load(entry_point: metadata.EntryPoint) -> Plugin | None:
    """Return the plugin that an entry point names, or None with a problem noted."""
    name = entry_point.name
    with handled_fault(partial(leave_out, name, "The plugin", entry_point.module)):
        manifest = entry_point.load()
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
    return None


def problem_with(name: str, manifest: object) -> str:
    """Return what is wrong with a manifest; empty if nothing."""
    if not isinstance(manifest, Manifest):
        return f"The plugin '{name}' has no manifest."
    if manifest.name != name or not NAME.fullmatch(name):
        return f"The plugin '{name}' calls itself '{manifest.name}'."
    return ""


def value_of(plugin: str, setting: PluginSetting) -> Any:
    """Return the value of a setting from the environment, or its default."""
    variable = variable_of(plugin, setting.name)
    if variable not in os.environ:
        return setting.default
    faults: list[BaseException] = []
    with handled_fault(faults.append):
        value = getattr(Env(), setting.type.__name__)(variable)
        for validate in setting.validators:
            validate(value)
        return value
    shown = None if setting.is_secret else faults[0]  # its message may hold the value
    report(plugin, f"{variable} is not used", error=shown)
    return setting.default


def variable_of(plugin: str, setting: str) -> str:
    """Return the environment variable of a setting."""
    return f"PLUGIN_{plugin}_{setting}".upper()


def setting(plugin: str, name: str) -> Any:
    """Return the value of a setting of a loaded plugin. Raises KeyError for one that it lacks."""
    return plugins[plugin].settings[name]
