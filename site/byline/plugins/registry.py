"""What the loaded plugins contribute, bound once when all apps are ready."""

import logging
from collections.abc import Callable
from functools import cache, partial
from importlib import import_module
from types import ModuleType
from typing import Any, NamedTuple

import pluggy

from byline.plugins import hookspecs
from byline.plugins.app_configs import plugin_configs
from byline.plugins.hookspecs import HOOKS, Hook
from byline.plugins.loading import Plugin, plugins
from byline.plugins.problems import handled_fault, is_left_out, report, text_of

logger = logging.getLogger(__name__)


class Contribution(NamedTuple):
    """Something that a plugin contributes by a hook."""

    plugin: str
    value: Any


class BoundHook(NamedTuple):
    """A plugin's implementation of a hook."""

    plugin: str
    call: Callable[..., list[Any]]


@cache
def bound_hooks() -> dict[str, tuple[BoundHook, ...]]:
    """Return by hook the implementations that fit, in the order of `BYLINE_PLUGINS`."""
    used = {name: plugin for name, plugin in plugins.items() if not is_left_out(name)}
    managers = {name: manager_of(plugin) for name, plugin in used.items()}
    return {
        hook: tuple(
            BoundHook(name, getattr(manager.hook, hook))
            for name, manager in managers.items()
            if getattr(manager.hook, hook).get_hookimpls()
        )
        for hook in HOOKS
    }


def manager_of(plugin: Plugin) -> pluggy.PluginManager:
    """Return a plugin manager with those hooks of one plugin that fit."""
    manager = empty_manager()
    with handled_fault(partial(leave_out, plugin)):
        implementations = implementations_in(import_module(plugin.manifest.hooks), plugin, manager)
        manager.register(implementations, name=plugin.name)
        return manager
    return empty_manager()


def leave_out(plugin: Plugin, error: BaseException) -> None:
    """Log and report that the hooks of a plugin do not load, and have nothing of it found."""
    text = f"The hooks of '{plugin.name}' do not load"
    logger.error("%s", text, exc_info=error)
    report(plugin.name, text, is_whole=True, error=error)
    if config := plugin_configs().get(plugin.name):
        config.hide()


def empty_manager() -> pluggy.PluginManager:
    """Return a plugin manager without any plugin."""
    manager = pluggy.PluginManager(hookspecs.NAMESPACE)
    manager.add_hookspecs(hookspecs)
    return manager


def implementations_in(
    module: ModuleType, plugin: Plugin, manager: pluggy.PluginManager
) -> ModuleType:
    """Return a module with those implementations of hooks that fit; the others are reported."""
    fitting = ModuleType(plugin.name)
    for name in dir(module):
        if manager.parse_hookimpl_opts(module, name) is not None and fits(name, plugin):
            setattr(fitting, name, getattr(module, name))
    return fitting


def fits(name: str, plugin: Plugin) -> bool:
    """Return whether a plugin may use a hook, and report why not, or that it soon may not."""
    if (hook := HOOKS.get(name)) is None:
        report(plugin.name, f"The plugin '{plugin.name}' uses the hook {name}, which is unknown.")
        return False
    versions = set(plugin.manifest.versions_of(name))
    if hook.version in versions:
        return True
    if deprecated := versions & hook.deprecated.keys():
        advice = hook.deprecated[max(deprecated)]
        report(plugin.name, deprecation(plugin, hook, max(deprecated), advice))
        return True
    found = ", ".join(map(str, sorted(versions))) or "none"
    report(
        plugin.name,
        f"The plugin '{plugin.name}' works with versions of the hook {name}: {found}; "
        f"this Byline has {hook.version}. The hook is not used.",
    )
    return False


def deprecation(plugin: Plugin, hook: Hook, version: int, advice: str) -> str:
    """Return the warning of a version of a hook that is about to go."""
    return (
        f"The plugin '{plugin.name}' uses version {version} of the hook {hook.name}, which works "
        f"until the next release. {advice}"
    )


@cache
def contributions(hook: str) -> tuple[Contribution, ...]:
    """Return what all plugins contribute by a hook. Call it when all apps are ready.

    What fails, or returns no list, is logged, reported and left out.
    """
    found: list[Contribution] = []
    for plugin, call in bound_hooks()[hook]:
        with handled_fault(partial(note_failure, plugin, hook)):
            values = [value for values in call() for value in values]
            found += [Contribution(plugin, value) for value in values]
    return tuple(found)


def note_failure(plugin: str, hook: str, error: BaseException) -> None:
    """Log and report that a plugin contributes nothing by a hook."""
    logger.error("Plugin %s failed in the hook %s", plugin, hook, exc_info=error)
    report(plugin, f"The hook {hook} of '{plugin}' failed: {text_of(error)}")


def contributions_of[T](hook: str, kind: type[T]) -> list[tuple[str, T]]:
    """Return what plugins contribute by a hook, without what is of another type."""
    found: list[tuple[str, T]] = []
    for plugin, value in contributions(hook):
        if isinstance(value, kind):
            found.append((plugin, value))
        else:
            what = text_of(value)
            report(plugin, f"The hook {hook} of '{plugin}' returned {what}, no {kind.__name__}.")
    return found
