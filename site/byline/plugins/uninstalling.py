"""What is left of a plugin when it goes, and deleting it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from byline.plugins.app_configs import plugin_configs
from byline.plugins.loading import Plugin
from byline.plugins.models import HookDay, PluginState


class CannotDeleteError(Exception):
    """The tables of a plugin cannot be deleted by its migrations."""


@dataclass(frozen=True)
class Table:
    """A table of a plugin, with the number of its rows."""

    name: str
    model: str
    rows: int


def tables_of(plugin: Plugin) -> Iterator[Table]:
    """Yield the tables of a plugin that are in the database."""
    existing = {*connection.introspection.table_names()}
    for model in models_of(plugin):
        if (name := model._meta.db_table) in existing:
            rows = model._meta.base_manager.count()
            yield Table(name, model._meta.label, rows)


def models_of(plugin: Plugin) -> list[type[Model]]:
    """Return the models of a plugin with tables of their own."""
    found = plugin_configs()[plugin.name].get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def migrations_of(plugin: Plugin) -> list[str]:
    """Return the migrations of a plugin that were applied."""
    label = plugin_configs()[plugin.name].label
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(name for app, name in applied if app == label)


def delete_data(plugin: Plugin) -> None:
    """Delete the tables of a plugin by its migrations, and what is known of its calls.

    Its blocks stay in the stories. Raises CannotDeleteError.
    """
    label = plugin_configs()[plugin.name].label
    if migrations_of(plugin):
        plan = MigrationExecutor(connection).migration_plan([(label, None)])
        if others := {migration.app_label for migration, _is_backwards in plan} - {label}:
            names = ", ".join(sorted(others))
            raise CannotDeleteError(f"Nothing was deleted: tables of {names} depend on its tables.")
        try:
            call_command("migrate", label, "zero", interactive=False, verbosity=0)
        except IrreversibleError as error:
            raise CannotDeleteError(f"A migration cannot be undone: {error}") from error
    with transaction.atomic():
        HookDay.objects.filter(plugin=plugin.name).delete()
        PluginState.objects.filter(name=plugin.name).delete()
