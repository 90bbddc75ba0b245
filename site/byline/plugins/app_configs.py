"""The Django apps of plugins, which may fail without keeping the site from starting.

`INSTALLED_APPS` names them as `byline.plugins.app_configs.PluginApp_<name of the plugin>`.
"""

import logging
import sys

from django.apps import AppConfig

from byline.plugins.problems import report

logger = logging.getLogger(__name__)


def add(plugin: str, config: AppConfig) -> str:
    """Add the app of a plugin; return its entry in `INSTALLED_APPS`."""
    attributes = {"plugin": plugin, "name": config.name, "label": config.label}
    # No name of this module begins with that: a plugin may be called as any of them.
    class_name = f"PluginApp_{plugin}"
    guarded = type(class_name, (GuardedApp, type(config)), attributes)
    setattr(sys.modules[__name__], class_name, guarded)
    return f"{__name__}.{class_name}"


class GuardedApp(AppConfig):
    """An app whose models or `ready()` may fail: then nothing of the plugin is used."""

    plugin: str

    def import_models(self) -> None:
        """Import the models, if they can be."""
        try:
            super().import_models()
        except Exception as error:  # a plugin may fail in any way, and the site still starts
            self.models = {}
            self.leave_out("models", error)

    def ready(self) -> None:
        """Let the app do what it does once all apps are loaded."""
        try:
            super().ready()
        except Exception as error:  # as above
            self.leave_out("ready()", error)

    def leave_out(self, what: str, error: Exception) -> None:
        """Log and report that the plugin is not used."""
        logger.exception("The plugin %s does not start", self.plugin)
        report(
            self.plugin,
            f"The {what} of the plugin '{self.plugin}' failed: {error!r}",
            is_whole=True,
        )
