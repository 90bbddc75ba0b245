"""The Django apps of plugins, which may fail without keeping the site from starting.

`INSTALLED_APPS` names them as `byline.plugins.app_configs.PluginApp_<name of the plugin>`.
"""

import logging
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule
from wagtail import hooks

from byline.plugins.problems import PLUGIN_FAULTS, is_left_out, report

logger = logging.getLogger(__name__)
# Modules of apps that Django and Wagtail find by their names, and import at any time.
FOUND_BY_NAME = ("image_formats", "management", "templatetags")
WAGTAIL_HOOKS = "wagtail_hooks"


def add(plugin: str, config: AppConfig) -> str:
    """Add the app of a plugin; return its entry in `INSTALLED_APPS`."""
    attributes = {"plugin": plugin, "name": config.name, "label": config.label}
    # No name of this module begins with that: a plugin may be called as any of them.
    class_name = f"PluginApp_{plugin}"
    guarded = type(class_name, (GuardedApp, type(config)), attributes)
    setattr(sys.modules[__name__], class_name, guarded)
    return f"{__name__}.{class_name}"


def plugin_configs() -> dict[str, "GuardedApp"]:
    """Return the Django apps of the plugins that are loaded, by the plugin's name."""
    found = apps.get_app_configs()
    return {config.plugin: config for config in found if isinstance(config, GuardedApp)}


def registered_hooks() -> list[tuple[str, tuple[Callable[..., Any], int]]]:
    """Return what is registered with Wagtail."""
    return [(name, found) for name, registered in hooks._hooks.items() for found in registered]


class GuardedApp(AppConfig):
    """An app that may fail: then nothing of the plugin is used."""

    plugin: str
    # What it has registered with Wagtail: names of hooks, with functions and their order.
    wagtail_hooks: Sequence[tuple[str, tuple[Callable[..., Any], int]]] = ()

    def import_models(self) -> None:
        """Import the models, if they can be."""
        try:
            super().import_models()
        except PLUGIN_FAULTS as error:
            self.take_out_models()
            self.leave_out("models", error)

    def ready(self) -> None:
        """Let the app do what it does once all apps are loaded."""
        if is_left_out(self.plugin):
            return
        what = "ready()"
        try:
            super().ready()
            for what in FOUND_BY_NAME:
                self.import_all_of(what)
        except PLUGIN_FAULTS as error:
            self.leave_out(what, error)

    def import_wagtail_hooks(self) -> None:
        """Import the module that Wagtail is about to import; if it fails, none of it is used."""
        if is_left_out(self.plugin):
            return
        before = registered_hooks()
        fault: BaseException | None = None
        try:
            self.import_all_of(WAGTAIL_HOOKS)
        except PLUGIN_FAULTS as error:
            fault = error
        self.wagtail_hooks = [hook for hook in registered_hooks() if hook not in before]
        if fault:
            text = f"The {WAGTAIL_HOOKS} of the plugin '{self.plugin}' are not used"
            logger.error("%s", text, exc_info=fault)
            report(self.plugin, text, error=fault)
            self.hide_wagtail_hooks()

    def import_all_of(self, submodule: str) -> None:
        """Import a submodule, if there is one, and all that is in it, save the commands."""
        if not module_has_submodule(self.module, submodule):
            return
        module = import_module(f"{self.name}.{submodule}")
        if submodule == "templatetags":  # as Django does, in packages alone
            for found in walk_packages(getattr(module, "__path__", ()), f"{module.__name__}."):
                import_module(found.name)

    def leave_out(self, what: str, error: BaseException) -> None:
        """Log and report that the plugin is not used, and have nothing of it found."""
        text = f"The {what} of the plugin '{self.plugin}' failed"
        logger.error("%s: it is not used", text, exc_info=error)
        report(self.plugin, text, is_whole=True, error=error)
        self.hide()

    def hide(self) -> None:
        """Have no module, template, static file or command of the app found."""
        self.path = os.devnull
        for submodule in FOUND_BY_NAME:
            self.hide_module(submodule)
        self.hide_wagtail_hooks()

    def hide_wagtail_hooks(self) -> None:
        """Have Wagtail find no hooks, and forget those that it has found."""
        self.hide_module(WAGTAIL_HOOKS)
        for name, registered in self.wagtail_hooks:
            hooks._hooks[name].remove(registered)
        self.wagtail_hooks = []

    def hide_module(self, submodule: str) -> None:
        """Have Python find no such module."""
        sys.modules[f"{self.name}.{submodule}"] = None  # type: ignore[assignment]

    def take_out_models(self) -> None:
        """Take the models from the relations of others, whose deletion would query the tables."""
        self.models = {}
        apps.clear_cache()
