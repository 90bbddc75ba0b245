"""Which migrations of the code a database has had."""

from functools import cache

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def missing_migrations(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """Return the app and the name of each migration that is not applied."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    return [
        key
        for key, replaced in known_migrations().items()
        if key not in applied and not (replaced and applied.issuperset(replaced))
    ]


@cache
def known_migrations() -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Return the migrations of all apps, each with those it replaces."""
    loader = MigrationLoader(None)
    return {key: list(loader.disk_migrations[key].replaces) for key in loader.graph.nodes}
