"""Django's `migrate`, in which a plugin that fails holds up nobody else."""

from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.commands import migrate

from byline.plugins.tables import has_plan, plugin_configs


class Command(migrate.Command):
    """Migrate all apps, those of plugins one by one at the end."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate all apps. Raises CommandError for a plugin if BYLINE_PLUGINS_STRICT is set."""
        labels = {name: config.label for name, config in plugin_configs().items()}
        if options["app_label"] or options["plan"] or options["check_unapplied"] or not labels:
            super().handle(*args, **options)
            return
        modules = settings.MIGRATION_MODULES
        settings.MIGRATION_MODULES = {**modules, **dict.fromkeys(labels.values())}
        try:
            super().handle(*args, **options)
        finally:
            settings.MIGRATION_MODULES = modules
        failed = [
            name
            for name, label in labels.items()
            if has_plan(label) and not self.migrate_plugin(name, label, **options)
        ]
        if failed and settings.BYLINE_PLUGINS_STRICT:
            raise CommandError(f"Plugins that cannot be used: {', '.join(failed)}.")
        if failed:
            self.stderr.write(f"The site starts without these plugins: {', '.join(failed)}.")

    def migrate_plugin(self, name: str, label: str, **options: Any) -> bool:
        """Migrate the app of a plugin; return whether that succeeded."""
        try:
            super().handle(**{**options, "app_label": label})
        except Exception as error:  # a migration may fail in any way
            self.stderr.write(f"The migrations of the plugin '{name}' failed: {error!r}")
            return False
        return True
