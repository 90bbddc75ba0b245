"""The Django apps of plugins, which may fail without keeping the site from starting.

`INSTALLED_APPS` names them as `byline.plugins.app_configs.PluginApp_<name of the plugin>`.
"""

import logging
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.utils.module_loading import module_has_submodule
from wagtail import hooks

from byline.plugins.model_attributes import (
    ModelsBefore,
    Waiting,
    find_relations_again,
    forget,
    give_back,
    models_before,
    still_waiting,
    waiting_since,
)
from byline.plugins.problems import handled_fault, is_left_out, report, report_taken
from byline.plugins.registrations import guard_checks, withdraw

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


def labels_of_others() -> set[str]:
    """Return the labels of the installed apps that are not those of plugins."""
    entries = [name for name in settings.INSTALLED_APPS if not name.startswith(f"{__name__}.")]
    return {AppConfig.create(entry).label for entry in entries}


class GuardedApp(AppConfig):
    """An app that may fail: then nothing of the plugin is used."""

    plugin: str
    # The models of others before its own were imported, and what waits for models since then.
    before = ModelsBefore({}, {})
    waiting: Waiting = {}
    # What it has registered with Wagtail: names of hooks, with functions and their order.
    wagtail_hooks: Sequence[tuple[str, tuple[Callable[..., Any], int]]] = ()

    def __init__(self, app_name: str, app_module: ModuleType) -> None:
        super().__init__(app_name, app_module)
        if self.label in labels_of_others():  # Django refuses to start with it
            report_taken(self.plugin, self.label)
            self.label = f"left_out_{self.plugin}"
            self.hide()

    def import_models(self) -> None:
        """Import the models, if they can be."""
        if is_left_out(self.plugin):
            self.models = {}
            return
        self.before = models_before()
        faults: list[BaseException] = []
        with handled_fault(faults.append):
            super().import_models()
        self.waiting = waiting_since(self.before)
        for error in faults:
            self.leave_out_models(error)

    def ready(self) -> None:
        """Let the app do what it does once all apps are loaded."""
        if is_left_out(self.plugin):
            return
        before = models_before()
        with handled_fault(partial(self.leave_out, "ready()")):
            super().ready()
            if missing := still_waiting(waiting_since(before)):
                raise LookupError(f"There is no model {'.'.join(missing[0])}")
        forget(waiting_since(before))
        for submodule in FOUND_BY_NAME:
            if not is_left_out(self.plugin):
                with handled_fault(partial(self.leave_out, submodule)):
                    self.import_all_of(submodule)
        guard_checks(self.plugin, self.name)

    def import_wagtail_hooks(self) -> None:
        """Import the module that Wagtail is about to import; if it fails, none of it is used."""
        if is_left_out(self.plugin):
            return
        before = registered_hooks()
        faults: list[BaseException] = []
        with handled_fault(faults.append):
            self.import_all_of(WAGTAIL_HOOKS)
        guard_checks(self.plugin, self.name)
        self.wagtail_hooks = [hook for hook in registered_hooks() if hook not in before]
        for fault in faults:
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

    def leave_out_models(self, error: BaseException) -> None:
        """Leave the plugin out for a fault of its models, which are taken out, too."""
        self.take_out_models()
        self.leave_out("models", error)

    def hide(self) -> None:
        """Have no module, template, static file, command, check or receiver of the app found."""
        self.path = os.devnull
        withdraw(self.name)
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
        give_back([*self.models.values()], self.before)
        self.models = {}
        find_relations_again()
