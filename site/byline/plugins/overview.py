"""What an operator wants to know of the plugins."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from importlib import metadata
from typing import Any

from django.conf import settings
from django.db import Error
from django.urls import URLPattern
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.regex_helper import normalize
from django.utils.translation import gettext_lazy as _

from byline.plugins.call_counts import HookTotal, totals
from byline.plugins.contributions import Slot, StructuredDataEnricher
from byline.plugins.hookspecs import HOOKS, label_of
from byline.plugins.loading import ENTRY_POINT_GROUP, Plugin, plugins, variable_of
from byline.plugins.models import PluginState
from byline.plugins.problem_finders import find_problems
from byline.plugins.problems import handled_fault, problems, text_of
from byline.plugins.registry import bound_hooks, contributions

HIDDEN_VALUE = "••••••"
# Where the views of plugins are.
ADDRESSES = {"urls": "/plugins/{}/{}", "fragments": "/fragments/plugins/{}/{}"}
# Of a URL, between the scheme and the host.
CREDENTIALS = re.compile(r"(?<=//)[^/@\s]+(?=@)")


class Status(StrEnum):
    """Whether a plugin is used."""

    ACTIVE = "active"
    PAUSED = "paused"
    OFF = "off"
    LEFT_OUT = "left out"
    NOT_NAMED = "not named"

    @property
    def label(self) -> Any:
        """What people read."""
        return STATUS_LABELS[self]


STATUS_LABELS = {
    Status.ACTIVE: _("Active"),
    Status.PAUSED: _("Paused"),
    Status.OFF: _("Switched off"),
    Status.LEFT_OUT: _("Left out"),
    Status.NOT_NAMED: _("Installed, not used"),
}


@dataclass(frozen=True)
class SettingInUse:
    """A setting of a plugin, with its value unless that looks secret."""

    variable: str
    value: str
    help: str
    is_default: bool


@dataclass(frozen=True)
class PluginOverview:
    """A plugin: named in the settings, or announced by an installed package."""

    name: str
    package: str = ""
    version: str = ""
    is_named: bool = True
    plugin: Plugin | None = None
    state: PluginState | None = None
    problems: Sequence[str] = ()
    is_left_out: bool = False
    calls: Sequence[HookTotal] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Its title, or its name."""
        return (self.plugin and self.plugin.manifest.title) or self.name

    @property
    def description(self) -> str:
        """What it says of itself."""
        return self.plugin.manifest.description if self.plugin else ""

    @property
    def status(self) -> Status:
        """Whether it is used."""
        if not self.is_named:
            return Status.NOT_NAMED
        if self.is_left_out or not self.plugin:
            return Status.LEFT_OUT
        if self.is_off:
            return Status.OFF
        return Status.PAUSED if self.paused_until else Status.ACTIVE

    @property
    def is_off(self) -> bool:
        """Whether an administrator has switched it off."""
        return self.state is not None and self.state.is_switched_off

    @property
    def paused_until(self) -> datetime | None:
        """Until when some process does not call it."""
        until = self.state.paused_until if self.state else None
        return until if until and until > timezone.now() else None

    @property
    def pause_reason(self) -> str:
        """Why it is not called."""
        return self.state.pause_reason if self.state and self.paused_until else ""

    @property
    def failures(self) -> int:
        """How often its hooks failed."""
        return sum(total.failures for total in self.calls)

    @property
    def last_failure(self) -> HookTotal | None:
        """The hook that failed last, if any did."""
        failed = [total for total in self.calls if total.last_failed_at]
        return max(failed, key=lambda total: str(total.last_failed_at), default=None)

    @cached_property
    def contributions(self) -> Mapping[str, Sequence[str]]:
        """What it contributes, by hook."""
        return dict(contributions_of(self.name))

    @property
    def hook_labels(self) -> list[Any]:
        """What people call the hooks that it uses."""
        return [label_of(hook) for hook in self.contributions]

    @property
    def settings(self) -> list[SettingInUse]:
        """Its settings."""
        return [*settings_of(self.plugin)] if self.plugin else []


def all_plugins() -> list[PluginOverview]:
    """Return the plugins of the settings in their order, then those that are only installed."""
    find_problems()
    try:
        states = {state.name: state for state in PluginState.objects.all()}
        calls = totals()
    except Error:  # not migrated, or away: what is installed is known
        states, calls = {}, {}
    named = dict.fromkeys(settings.BYLINE_PLUGINS)
    points = {point.name: point for point in metadata.entry_points(group=ENTRY_POINT_GROUP)}
    found = []
    for name in dict.fromkeys([*named, *plugins, *sorted(points)]):
        plugin, point = plugins.get(name), points.get(name)
        package = point.dist if point else None
        of_plugin = [problem for problem in problems if problem.plugin == name]
        found.append(
            PluginOverview(
                name,
                package=plugin.package if plugin else package.name if package else "",
                version=plugin.version if plugin else package.version if package else "",
                is_named=name in named or plugin is not None,
                plugin=plugin,
                state=states.get(name),
                problems=[problem.text for problem in of_plugin],
                is_left_out=any(problem.is_whole for problem in of_plugin),
                calls=calls.get(name, []),
            )
        )
    return found


def find_plugin(name: str) -> PluginOverview | None:
    """Return a plugin by its name, if it is named or installed."""
    return next((plugin for plugin in all_plugins() if plugin.name == name), None)


def contributions_of(plugin: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the hooks that a plugin uses, with what it contributes by each."""
    for name, hook in HOOKS.items():
        if plugin in {bound.plugin for bound in bound_hooks()[name]}:
            values = () if hook.is_event else contributions(name)
            parts = [describe(value) for by, value in values if by == plugin]
            if name in ADDRESSES:
                parts = [ADDRESSES[name].format(plugin, part) for part in parts]
            if name == "article_blocks":  # others are left out
                parts = [part for part in parts if part.startswith(f"{plugin}_")]
            yield name, parts


def describe(value: object) -> str:
    """Return what people call something that a plugin contributes; it may be garbage."""
    with handled_fault():
        match value:
            case (str(text), _block):
                return text
            case Slot(place=text):
                return str(text)
            case URLPattern():
                return address_of(value)
            case StructuredDataEnricher():
                value = value.enrich
        for attribute in ("pattern", "heading", "label", "__name__"):
            if text := str(getattr(value, attribute, "")):
                return text
        if not callable(value):
            return text_of(value)
    return type(value).__name__


def address_of(pattern: URLPattern) -> str:
    """Return the address of a view, with the names of its arguments."""
    text, names = normalize(pattern.pattern.regex.pattern)[0]
    return text % {name: f"<{name}>" for name in names}


def settings_of(plugin: Plugin) -> Iterator[SettingInUse]:
    """Yield the settings of a plugin."""
    for one in plugin.manifest.settings:
        value = plugin.settings.get(one.name, one.default)
        is_default = value == one.default
        # A number that is valid is a limit, such as of tokens.
        is_hidden = one.is_secret and value and not isinstance(value, int | float)
        shown = HIDDEN_VALUE if is_hidden else CREDENTIALS.sub("…", str(value))
        yield SettingInUse(variable_of(plugin.name, one.name), shown, one.help, is_default)
