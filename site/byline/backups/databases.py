"""A database as a file, and back: wholly or not at all."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

from byline.backups.archive import BackupError

# Where the old tables wait until the new ones are in their place, and what is left of them then.
BEFORE, REPLACED = "byline_before_restore", "byline_replaced"


def dump(path: Path) -> None:
    """Write the database into a file, as it is at one moment, while the site runs."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
            # One file by itself, whatever the newsroom's own is.
            copy.execute("PRAGMA journal_mode=DELETE")
    else:
        if is_broken_off():
            raise BackupError("A restore was broken off: this is no whole newsroom. Restore again.")
        options = ("--format=custom", "--no-owner", "--no-privileges")
        postgresql("pg_dump", *options, f"--exclude-schema={REPLACED}", f"--file={path}")


def check(path: Path) -> None:
    """Raise BackupError where a file holds no sound database."""
    if connection.vendor == "sqlite":
        try:
            with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as copy:
                (found,) = copy.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.Error as error:
            found = str(error)
        if found != "ok":
            raise BackupError(f"The database in the backup is broken: {found}.")
    else:
        run([program("pg_restore"), "--list", str(path)], os.environ.copy())


def load(path: Path) -> None:
    """Put the database of a file in the place of the one that is there."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        try:
            with closing(sqlite3.connect(path)) as copy:
                copy.backup(connection.connection)  # in one transaction
        except sqlite3.Error as error:
            raise BackupError(f"The database could not be restored: {error}.") from error
        finally:
            connection.close()
        return
    put_aside()
    try:
        options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
        postgresql("pg_restore", *options, str(path), names_database=True)
        # From here on nobody takes the old tables for the good ones.
        execute(f"ALTER SCHEMA {BEFORE} RENAME TO {REPLACED}")
    except BaseException:
        if is_broken_off():
            put_back()
        raise


def drop_replaced() -> None:
    """Delete what was replaced."""
    if connection.vendor == "postgresql":
        execute(f"DROP SCHEMA IF EXISTS {REPLACED} CASCADE")


def put_aside() -> None:
    """Make room for new tables; one that was broken off before is taken back first."""
    drop_replaced()
    if is_broken_off():
        put_back()
    execute(f"ALTER SCHEMA public RENAME TO {BEFORE}", "CREATE SCHEMA public", move_extensions())
    connection.close()


def is_broken_off() -> bool:
    """Tell whether the old tables still wait for a restore to end."""
    connection.close()  # it may have been the reason
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [BEFORE])
        return cursor.fetchone() is not None


def put_back() -> None:
    """Have the old tables where they were."""
    drop = "DROP SCHEMA public CASCADE"
    rename = f"ALTER SCHEMA {BEFORE} RENAME TO public"
    execute(move_extensions("public", BEFORE), drop, rename)


def move_extensions(source: str = BEFORE, target: str = "public") -> str:
    """Return the statement that moves extensions, which tables of both may need."""
    return f"""
        DO $$ DECLARE name text; BEGIN
            FOR name IN SELECT extname FROM pg_extension
                WHERE extnamespace = '{source}'::regnamespace AND extrelocatable
            LOOP EXECUTE format('ALTER EXTENSION %I SET SCHEMA {target}', name); END LOOP;
        END $$"""  # noqa: S608 (both are ours)


def execute(*statements: str) -> None:
    """Execute statements in one transaction."""
    from django.db import transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def postgresql(name: str, *options: str, names_database: bool = False) -> None:
    """Run a program of PostgreSQL's on our database."""
    values: dict[str, Any] = connection.settings_dict
    command, extra = DatabaseClient.settings_to_cmd_args_env(values, [])
    where = command[1:]
    if names_database:
        where[-1] = f"--dbname={where[-1]}"
    run([program(name), *where, *options], os.environ | (extra or {}))


def program(name: str) -> str:
    """Return where a program is. Raises BackupError."""
    if path := shutil.which(name):
        return path
    raise BackupError(f"{name} is not installed: it comes with PostgreSQL's client programs.")


def run(command: list[str], environment: dict[str, str]) -> None:
    """Run a program. Raises BackupError with what it says last."""
    done = subprocess.run(  # noqa: S603
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"status {done.returncode}"]
        raise BackupError(f"{Path(command[0]).name}: {lines[-1]}")
