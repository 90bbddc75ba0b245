"""Find the plugins that the settings name, and call their hooks safely."""

import logging
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module, metadata
from typing import Any

import pluggy

from byline.plugins import hookspecs
from byline.plugins.manifest import CONTRACT_VERSION, Manifest

ENTRY_POINT_GROUP = "byline.plugins"

logger = logging.getLogger(__name__)

manifests: list[Manifest] = []
# Why plugins, or parts of them, were left out: shown by `manage.py check`.
problems: list[str] = []


def plugin_apps(names: Iterable[str]) -> list[str]:
    """Load the manifests of the named plugins and return their Django apps.

    Called once by the settings. A plugin that is missing, broken or made for another
    version of the contract is left out, with the reason in `problems`.
    """
    manifests.clear()
    problems.clear()
    entry_points = metadata.entry_points(group=ENTRY_POINT_GROUP)
    for name in dict.fromkeys(names):
        found = [point for point in entry_points if point.name == name]
        if not found:
            problems.append(f"No installed package announces the plugin '{name}'.")
        elif manifest := load_manifest(found[0]):
            manifests.append(manifest)
    return [manifest.app for manifest in manifests]


def load_manifest(entry_point: metadata.EntryPoint) -> Manifest | None:
    """Return the manifest an entry point names, or None with a problem noted."""
    try:
        manifest = entry_point.load()
    except Exception as error:  # a plugin may fail in any way; the site still starts
        problems.append(f"The plugin '{entry_point.name}' does not load: {error}")
        return None
    if not isinstance(manifest, Manifest):
        problems.append(f"The plugin '{entry_point.name}' has no manifest.")
        return None
    if not manifest.fits:
        problems.append(
            f"The plugin '{entry_point.name}' works with contract versions "
            f"{manifest.contract_versions}, this Byline has {CONTRACT_VERSION}."
        )
        return None
    return manifest


@cache
def plugin_manager() -> pluggy.PluginManager:
    """Return the plugin manager with every loaded plugin's hooks; call when apps are ready."""
    manager = pluggy.PluginManager(hookspecs.NAMESPACE)
    manager.add_hookspecs(hookspecs)
    for manifest in manifests:
        try:
            manager.register(import_module(manifest.hooks), name=manifest.name)
        except Exception as error:  # as above: left out and reported, never a crash
            logger.exception("The hooks of plugin %s do not load", manifest.name)
            problems.append(f"The hooks of '{manifest.name}' do not load: {error}")
    return manager


def call_each(hook: str, **arguments: Any) -> Iterator[tuple[str, Any]]:
    """Call a hook plugin by plugin and yield each plugin's name and answer.

    A plugin that raises is logged and left out; the others still answer.
    """
    manager = plugin_manager()
    plugins = dict(manager.list_name_plugin())
    for name, plugin in plugins.items():
        others = [other for other in plugins.values() if other is not plugin]
        try:
            answers = manager.subset_hook_caller(hook, others)(**arguments)
        except Exception:
            logger.exception("Plugin %s failed in the hook %s", name, hook)
            continue
        for answer in answers:
            yield name, answer
