"""A backup of this newsroom, and this newsroom from a backup."""

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

import byline
from byline.backups import databases, media
from byline.backups.archive import (
    DATABASE,
    MEDIA,
    UNSAFE,
    BackupError,
    Manifest,
    Writer,
    copy,
    opened,
    verify,
)
from byline.health import known_migrations
from byline.pagecache import changed_everything

# What a newsroom counts, and what makes one that must not be overwritten by mistake.
COUNTED = ("news.ArticlePage", "photos.Photo", "comments.ReaderComment", "accounts.User")

type Told = Callable[[int], Any]


def counts() -> dict[str, int]:
    """Return how many there are of what counts; 0 where the table is not there yet."""
    tables = connection.introspection.table_names()
    models = ((name, apps.get_model(name)) for name in COUNTED)
    return {
        name: model._default_manager.count() if model._meta.db_table in tables else 0
        for name, model in models
    }


def is_empty() -> bool:
    """Tell whether nobody has written anything here."""
    return not any(counts().values())


def applied_migrations() -> list[list[str]]:
    """Return the migrations that the database has had."""
    return [list(key) for key in sorted(MigrationRecorder(connection).applied_migrations())]


def write_backup(out: IO[bytes], folder: Path, told: Told) -> list[str]:
    """Write a backup; return the uploads that it lacks. `told` hears how many files are written.

    The database is of one moment. Uploads that come later may be in it, and nothing refers to
    them; one that is deleted meanwhile is missing, and so is one with a name that no file of a
    backup may have.
    """
    manifest = Manifest(
        version=byline.__version__,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        engine=connection.vendor,
        migrations=applied_migrations(),
        counts=counts(),
    )
    writer = Writer(out)
    database = folder / "database"
    databases.dump(database)
    with database.open("rb") as file:
        writer.add(DATABASE, file, database.stat().st_size)
    database.unlink()
    missing, number = [], 0
    for name in media.names():
        if UNSAFE.search(name):
            missing.append(name)
            continue
        try:
            with default_storage.open(name) as file:
                writer.add(MEDIA + name, file, file.size)
        except FileNotFoundError:
            missing.append(name)
        told(number := number + 1)
    writer.end(manifest)
    return missing


def backup_to(path: Path, told: Told) -> list[str]:
    """Write a backup into a file, which has its name only once it is whole."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as name:
        folder = Path(name)
        unfinished = folder / "backup"
        with unfinished.open("wb") as out:
            missing = write_backup(out, folder, told)
        unfinished.chmod(0o600)  # it holds what readers and editors trust us with
        unfinished.replace(path)
    return missing


def check(path: Path, told: Told, *, replaces: bool) -> Manifest:
    """Return what a backup is. Raises BackupError where it cannot be restored here."""
    if connection.vendor == "postgresql":
        if databases.has_tables():
            raise BackupError(
                "The database is not empty. Restore into a new one and switch to it: "
                "docs/development/operations.md"
            )
    elif not replaces and not is_empty():
        raise BackupError("This newsroom has content. With --replace it is lost.")
    manifest = verify(path, told)
    if manifest.engine != connection.vendor:
        raise BackupError(f"The backup is of {manifest.engine}; this is {connection.vendor}.")
    unknown = [f"{app}.{name}" for app, name in manifest.migrations if is_unknown(app, name)]
    if unknown:
        raise BackupError(
            f"The backup was made by a newer Byline ({manifest.version}): {unknown[0]}"
        )
    return manifest


def is_unknown(app: str, name: str) -> bool:
    """Tell whether a migration is of an app that we have, and is none that we know."""
    known = known_migrations()
    ours = {label for label, _name in known}
    replaced = {key for keys in known.values() for key in keys}
    return app in ours and (app, name) not in known and (app, name) not in replaced


def restore_from(path: Path, told: Told) -> None:
    """Restore the database and the uploads; all is as it was if that fails.

    On SQLite they replace what is there. On PostgreSQL another database may be in use with the
    same uploads: these are added to. Uploads come first: nothing refers to them until the
    database does.
    """
    replaces = connection.vendor == "sqlite"
    with tempfile.TemporaryDirectory(prefix="byline-restore-") as name:
        folder = Path(name)
        restoring = media.Restoring(folder, replaces=replaces)
        try:
            unpack(path, folder, restoring, told)
            databases.load(folder / DATABASE)
        except BaseException:
            restoring.take_back()
            raise
        else:
            if replaces:
                restoring.remove_others()
        finally:
            restoring.close()
    if replaces:
        forget_everything()


def unpack(path: Path, folder: Path, restoring: media.Restoring, told: Told) -> None:
    """Put the uploads in their place, and the database into a file that is sound."""
    done = 0
    with opened(path) as found:
        for name, size, content in found:
            if name == DATABASE:
                copy(content, folder / DATABASE)
                databases.check(folder / DATABASE)
            elif name.startswith(MEDIA):
                restoring.put(name.removeprefix(MEDIA), content, folder / "upload")
            told(done := done + size)


def forget_everything() -> None:
    """Clear the caches, and invalidate every page."""
    for cache in caches.all():
        cache.clear()
    changed_everything()
