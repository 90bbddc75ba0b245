"""Helpers for the tests of plugins."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from byline.plugins import loading, problems, registry, slots
from byline.plugins.calls import calls_by_plugin
from byline.plugins.hookspecs import HOOKS
from byline.plugins.manifest import Manifest
from byline.plugins.switches import switched_off


@contextmanager
def loaded(hooks: object, name: str = "example", **manifest: Any) -> Iterator[loading.Plugin]:
    """Load a plugin during a block, whose hook implementations are attributes of an object."""
    versions = {hook: HOOKS[hook].version for hook in HOOKS.keys() & {*dir(hooks)}}
    parts = {"app": name, "hooks": f"{name}.hooks", "hook_versions": versions} | manifest
    plugin = loading.Plugin(Manifest(name=name, **parts), version="1.0", package=name)
    with (
        patch.dict(sys.modules, {plugin.manifest.hooks: hooks}),
        patch.dict(loading.plugins, {name: plugin}),
        bound_again(),
    ):
        yield plugin


@contextmanager
def without(name: str) -> Iterator[None]:
    """Have a plugin not loaded during a block."""
    others = {key: plugin for key, plugin in loading.plugins.items() if key != name}
    with patch.dict(loading.plugins, others, clear=True), bound_again():
        yield


@contextmanager
def configured(name: str, **settings: Any) -> Iterator[None]:
    """Give settings of a loaded plugin other values during a block."""
    with patch.dict(loading.plugins[name].settings, settings):
        yield


@contextmanager
def bound_again() -> Iterator[None]:
    """Bind the hooks anew for a block, with no failures counted and no problems noted."""
    before, calls = [*problems.problems], dict(calls_by_plugin)
    forget()
    try:
        yield
    finally:
        forget()
        problems.problems[:] = before
        calls_by_plugin.clear()
        calls_by_plugin.update(calls)


def forget() -> None:
    """Forget what was bound and counted."""
    registry.bound_hooks.cache_clear()
    registry.contributions.cache_clear()
    slots.slots_by_place.cache_clear()
    calls_by_plugin.clear()
    switched_off.clear()
