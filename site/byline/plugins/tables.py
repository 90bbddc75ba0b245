"""Whether the tables of plugins are those of their code."""

import logging
from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig, apps
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from byline.plugins.loading import plugins
from byline.plugins.problems import is_left_out, report

logger = logging.getLogger(__name__)


def plugin_configs() -> dict[str, AppConfig]:
    """Return the Django apps of the plugins that are used, by the plugin's name."""
    by_name = {config.name: config for config in apps.get_app_configs()}
    return {
        name: by_name[plugin.manifest.app]
        for name, plugin in plugins.items()
        if plugin.manifest.app in by_name and not is_left_out(name)
    }


def leave_out_unmigrated() -> None:
    """Leave out plugins with migrations that are not applied; called when a process starts."""
    try:
        applied = MigrationRecorder(connection).applied_migrations()
        waiting = [
            name
            for name, config in plugin_configs().items()
            if not migration_names(config) <= {key[1] for key in applied if key[0] == config.label}
            and has_plan(config.label)
        ]
    except DatabaseError:  # the site serves what it can until the database is there
        logger.warning("It is not known whether the tables of plugins are there.", exc_info=True)
        return
    finally:
        connection.close()
    for name in waiting:
        logger.error("The plugin %s is not used: its migrations are not applied", name)
        report(
            name,
            f"The migrations of the plugin '{name}' are not applied: run `manage.py migrate`.",
            is_whole=True,
        )


def migration_names(config: AppConfig) -> set[str]:
    """Return the names of the migrations in the package of an app."""
    path, _is_explicit = MigrationLoader.migrations_module(config.label)
    try:
        module = import_module(path) if path else None
    except ImportError:
        module = None
    if module is None:
        return set()
    return {found.name for found in iter_modules(module.__path__) if found.name[0] not in "_~"}


def has_plan(label: str) -> bool:
    """Return whether there is anything to migrate: squashed migrations count as their parts."""
    executor = MigrationExecutor(connection)
    targets = [key for key in executor.loader.graph.leaf_nodes() if key[0] == label]
    return bool(executor.migration_plan(targets))
