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
from byline.applied_migrations import known_migrations
from byline.backups import databases, media
from byline.backups.archive import (
    DATABASE,
    MEDIA,
    UNSAFE_NAME,
    BackupError,
    BackupManifest,
    BackupWriter,
    copy_to_file,
    open_backup,
    verify,
)
from byline.pagecache import changed
from byline.pagecache.change_log import EVERYTHING

# A newsroom with any of them is not overwritten without `--replace`.
COUNTED_MODELS = ("news.ArticlePage", "photos.Photo", "comments.ReaderComment", "accounts.User")

type ProgressCallback = Callable[[int], Any]


def count_objects() -> dict[str, int]:
    """Return the number of objects by model; 0 where the table does not exist yet."""
    tables = connection.introspection.table_names()
    models = ((name, apps.get_model(name)) for name in COUNTED_MODELS)
    return {
        name: model._default_manager.count() if model._meta.db_table in tables else 0
        for name, model in models
    }


def is_empty() -> bool:
    """Return whether the newsroom has no content."""
    return not any(count_objects().values())


def applied_migrations() -> list[list[str]]:
    """Return the applied migrations, as pairs of app and name."""
    return [list(key) for key in sorted(MigrationRecorder(connection).applied_migrations())]


def write_backup(out: IO[bytes], folder: Path, progress: ProgressCallback) -> list[str]:
    """Write a backup; return the uploads that it lacks. Calls `progress(files)`.

    The database is a snapshot. Uploads that come later may be in the backup, and nothing refers
    to them; one that is deleted meanwhile or has an unsafe name is missing.
    """
    manifest = BackupManifest(
        version=byline.__version__,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        engine=connection.vendor,
        migrations=applied_migrations(),
        counts=count_objects(),
    )
    writer = BackupWriter(out)
    database = folder / "database"
    databases.dump_database(database)
    with database.open("rb") as file:
        writer.add(DATABASE, file, database.stat().st_size)
    database.unlink()
    missing, number = [], 0
    for name in media.upload_names():
        if UNSAFE_NAME.search(name):
            missing.append(name)
            continue
        try:
            with default_storage.open(name) as file:
                writer.add(MEDIA + name, file, file.size)
        except FileNotFoundError:
            missing.append(name)
        progress(number := number + 1)
    writer.finish(manifest)
    return missing


def backup_to(path: Path, progress: ProgressCallback) -> list[str]:
    """Write a backup into a file, which gets its name once it is complete."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as name:
        folder = Path(name)
        unfinished = folder / "backup"
        with unfinished.open("wb") as out:
            missing = write_backup(out, folder, progress)
        unfinished.chmod(0o600)  # it holds personal data
        unfinished.replace(path)
    return missing


def check_backup(path: Path, progress: ProgressCallback, *, replaces: bool) -> BackupManifest:
    """Verify a backup and return its manifest. Raises BackupError where it cannot be restored."""
    if connection.vendor == "postgresql":
        if databases.has_tables():
            raise BackupError(
                "The database is not empty. Restore into a new one and switch to it: "
                "docs/development/operations.md"
            )
    elif not replaces and not is_empty():
        raise BackupError("This newsroom has content. With --replace it is lost.")
    manifest = verify(path, progress)
    if manifest.engine != connection.vendor:
        raise BackupError(f"The backup is of {manifest.engine}; this is {connection.vendor}.")
    unknown = [
        f"{app}.{name}" for app, name in manifest.migrations if is_unknown_migration(app, name)
    ]
    if unknown:
        raise BackupError(
            f"The backup was made by a newer Byline ({manifest.version}): {unknown[0]}"
        )
    return manifest


def is_unknown_migration(app: str, name: str) -> bool:
    """Return whether an app is installed that lacks a migration."""
    known = known_migrations()
    ours = {label for label, _name in known}
    replaced = {key for keys in known.values() for key in keys}
    return app in ours and (app, name) not in known and (app, name) not in replaced


def restore_from(path: Path, progress: ProgressCallback) -> None:
    """Restore the database and the uploads; all is as it was if that fails.

    On SQLite they replace what is there. On PostgreSQL another database may be in use with the
    same uploads: these are added to. Uploads come first: nothing refers to them until the
    database does.
    """
    replaces = connection.vendor == "sqlite"
    with tempfile.TemporaryDirectory(prefix="byline-restore-") as name:
        folder = Path(name)
        media_restore = media.MediaRestore(folder, replaces=replaces)
        try:
            unpack_backup(path, folder, media_restore, progress)
            databases.load_database(folder / DATABASE)
        except BaseException:
            media_restore.rollback()
            raise
        else:
            if replaces:
                media_restore.remove_others()
        finally:
            media_restore.close()
    if replaces:
        invalidate_caches()


def unpack_backup(
    path: Path, folder: Path, media_restore: media.MediaRestore, progress: ProgressCallback
) -> None:
    """Restore the uploads, and extract the database into a file. Raises BackupError."""
    done = 0
    with open_backup(path) as found:
        for name, size, content in found:
            if name == DATABASE:
                copy_to_file(content, folder / DATABASE)
                databases.check_dump(folder / DATABASE)
            elif name.startswith(MEDIA):
                media_restore.restore(name.removeprefix(MEDIA), content, folder / "upload")
            progress(done := done + size)


def invalidate_caches() -> None:
    """Clear the caches, and invalidate every page."""
    for cache in caches.all():
        cache.clear()
    changed(EVERYTHING)
