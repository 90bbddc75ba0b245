"""Leave out plugins whose tables are not those of their code."""

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.exceptions import BadMigrationError
from django.db.migrations.loader import MigrationLoader

from byline.applied_migrations import missing_migrations
from byline.plugins.app_configs import plugin_configs
from byline.plugins.problems import handled_fault, report

logger = logging.getLogger(__name__)


@contextmanager
def without_migrations_of(labels: Collection[str]) -> Iterator[None]:
    """Have Django take apps, by their labels, for apps without migrations."""
    modules = settings.MIGRATION_MODULES
    settings.MIGRATION_MODULES = {**modules, **dict.fromkeys(labels)}
    try:
        yield
    finally:
        settings.MIGRATION_MODULES = modules


def leave_out_unmigrated() -> None:
    """Leave out plugins with migrations that are not applied; called when a process starts.

    Their models are taken out too, also those of plugins that are left out for other reasons.
    """
    try:
        missing = {label for label, _name in missing_migrations(connection)}
    except DatabaseError:  # the site serves what it can until the database is there
        logger.warning("It is not known whether the tables of plugins are there.", exc_info=True)
        return
    finally:
        connection.close()
    for name, config in plugin_configs().items():
        if config.label in missing:
            logger.error("The plugin %s is not used: its migrations are not applied", name)
            report(
                name,
                f"The migrations of the plugin '{name}' are not applied: run `manage.py migrate`.",
                is_whole=True,
            )
            config.hide()
            config.take_out_models()


def leave_out_unreadable() -> None:
    """Leave out plugins whose migrations cannot be read, before anything reads all migrations."""
    configs = {config.label: config for config in plugin_configs().values()}
    faults = unreadable_migrations(set(configs))
    settings.MIGRATION_MODULES = {**settings.MIGRATION_MODULES, **dict.fromkeys(faults)}
    for label, error in faults.items():
        configs[label].take_out_models()
        configs[label].leave_out("migrations", error)


def unreadable_migrations(labels: set[str]) -> dict[str, BaseException]:
    """Return what is wrong with the migrations of apps of plugins, by label.

    All are read at once, and again one by one only if that fails.
    """
    if not labels or not fault_in(labels, labels) or fault_in(set(), labels):
        return {}  # or Byline's own cannot be read, which is no fault of a plugin
    readable: set[str] = set()
    while True:
        faults: dict[str, BaseException] = {}
        for label in sorted(labels - readable):
            if fault := fault_in({*readable, label}, labels):
                faults[label] = fault
            else:
                readable.add(label)
                break  # others may depend on it
        else:
            return faults


def fault_in(used: set[str], labels: set[str]) -> BaseException | None:
    """Return what is wrong with all migrations, of the apps of plugins those with some labels."""
    faults: list[BaseException] = []
    with handled_fault(faults.append), without_migrations_of(labels - used):
        conflicts = MigrationLoader(None).detect_conflicts()
        found = [", ".join(names) for label, names in conflicts.items() if label in used]
        if found:
            raise BadMigrationError(f"Conflicting migrations: {'; '.join(found)}")
    return faults[0] if faults else None
