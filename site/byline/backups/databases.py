"""Dumping a database into a file, and loading it: wholly or not at all."""

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


def dump_database(path: Path) -> None:
    """Write a snapshot of the database into a file, while the site runs."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
            # One file, without a write-ahead log.
            copy.execute("PRAGMA journal_mode=DELETE")
    else:
        options = ("--format=custom", "--no-owner", "--no-privileges")
        run_on_database("pg_dump", *options, f"--file={path}")


def check_dump(path: Path) -> None:
    """Raise BackupError where a file holds no intact dump."""
    if connection.vendor == "sqlite":
        try:
            with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as copy:
                (found,) = copy.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.Error as error:
            found = str(error)
        if found != "ok":
            raise BackupError(f"The database in the backup is broken: {found}.")
    else:
        run_program([find_program("pg_restore"), "--list", str(path)], os.environ.copy())


def load_database(path: Path) -> None:
    """Load a dump: in the place of an SQLite database, or into an empty PostgreSQL database."""
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
    # One that fails leaves the database empty.
    options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    run_on_database("pg_restore", *options, str(path), names_database=True)


def has_tables() -> bool:
    """Return whether the PostgreSQL database holds any table, in whatever schema."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema') LIMIT 1"
        )
        return cursor.fetchone() is not None


def run_on_database(name: str, *options: str, names_database: bool = False) -> None:
    """Run a client program of PostgreSQL on the connected database. Raises BackupError."""
    values: dict[str, Any] = connection.settings_dict
    command, extra = DatabaseClient.settings_to_cmd_args_env(values, [])
    where = command[1:]
    if names_database:
        where[-1] = f"--dbname={where[-1]}"
    run_program([find_program(name), *where, *options], os.environ | (extra or {}))


def find_program(name: str) -> str:
    """Return the path of a program. Raises BackupError."""
    if path := shutil.which(name):
        return path
    raise BackupError(f"{name} is not installed: it comes with PostgreSQL's client programs.")


def run_program(command: list[str], environment: dict[str, str]) -> None:
    """Run a program. Raises BackupError with the last line of its error output."""
    done = subprocess.run(  # noqa: S603
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"status {done.returncode}"]
        raise BackupError(f"{Path(command[0]).name}: {lines[-1]}")
