"""Django's `migrate`, in which a plugin that fails holds up nobody else."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from byline.applied_migrations import missing_migrations
from byline.plugins.app_configs import plugin_configs
from byline.plugins.problems import handled_fault, is_left_out, names_left_out, text_of
from byline.plugins.tables import without_migrations_of


class Command(migrate.Command):
    """Migrate all apps, those of plugins one by one at the end."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate all apps. Raises CommandError for a plugin if BYLINE_PLUGINS_STRICT is set."""
        if options["app_label"] or options["plan"] or options["check_unapplied"]:
            super().handle(*args, **options)
            return
        with without_migrations_of([config.label for config in plugin_configs().values()]):
            super().handle(*args, **options)
        failed = ", ".join([*names_left_out(), *self.migrate_plugins(**options)])
        if failed and settings.BYLINE_PLUGINS_STRICT:
            raise CommandError(f"Plugins that cannot be used: {failed}.")
        if failed:
            self.stderr.write(f"The site starts without these plugins: {failed}.")

    def migrate_plugins(self, **options: Any) -> Iterator[str]:
        """Migrate the apps of plugins; yield the names of those that failed."""
        missing = {label for label, _name in missing_migrations(connections[options["database"]])}
        configs = plugin_configs()
        labels = {config.label for config in configs.values()}
        loader = MigrationLoader(None)
        for name, config in configs.items():
            if config.label not in missing or is_left_out(name):
                continue
            faults: list[BaseException] = []
            with (
                handled_fault(faults.append),
                without_migrations_of(labels - needed_by(config.label, loader)),
            ):
                super().handle(**{**options, "app_label": config.label})
            for error in faults:
                self.stderr.write(f"The migrations of the plugin '{name}' failed: {text_of(error)}")
                yield name


def needed_by(label: str, loader: MigrationLoader) -> set[str]:
    """Return the labels of the apps whose migrations those of an app need, with its own."""
    leaves = loader.graph.leaf_nodes(label)
    return {needed for leaf in leaves for needed, _name in loader.graph.forwards_plan(leaf)}
