"""The migrated database that is made once, and of which every test database is a copy.

On SQLite it is a file in pytest's cache folder, on PostgreSQL a template database. It is named
after the content of all migrations, so that a changed migration makes a new one.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connections

from byline.plugins import threads

PREFIX = "byline_tests_"


def template_name():
    """Return a name that changes with any migration of ours or of a library."""
    digest = hashlib.sha256()
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path, "migrations").glob("*.py")):
            digest.update(f"{app.label}/{path.name}".encode())
            digest.update(path.read_bytes())
    return f"{PREFIX}{digest.hexdigest()[:16]}"


@contextmanager
def connected_to(name):
    """Let Django use the database of that name, and afterwards the one it used before."""
    before = connections["default"]
    connection = before.copy()
    connection.settings_dict["NAME"] = name
    connections["default"] = connection
    # That of threads, which call plugins.
    settings = connections.settings["default"]
    usual, settings["NAME"] = settings["NAME"], name
    threads.threads = threads.Threads()
    try:
        yield
    finally:
        threads.threads = threads.Threads()
        settings["NAME"] = usual
        connection.close()
        connections["default"] = before


def analyze(*models):
    """Tell PostgreSQL how much is in tables that were just filled, as its autovacuum does.

    It would go on planning for the few rows that were there before, and take minutes.
    """
    connection = connections["default"]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in models)}")


class Databases:
    """Makes the template, and copies of it. `cache` is a folder that outlives the tests."""

    def __init__(self, cache):
        self.cache = cache
        self.template = template_name()

    def make_template(self):
        """Migrate a new database, unless there is one with these migrations."""
        with (self.cache / f"{type(self).__name__}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            found = self.templates()
            if self.template not in found:
                for name in found:
                    self.drop(name)
                self.migrate()


class SQLiteDatabases(Databases):
    def path(self, name):
        return self.cache / f"{name}.sqlite3"

    def templates(self):
        return [path.stem for path in self.cache.glob(f"{PREFIX}*.sqlite3")]

    def migrate(self):
        unfinished = self.cache / "unfinished.sqlite3"
        self.drop("unfinished")
        with connected_to(str(unfinished)):
            call_command("migrate", verbosity=0)
        with closing(sqlite3.connect(unfinished)) as database:
            # No log beside it: the file can be copied by itself.
            database.execute("PRAGMA journal_mode = DELETE")
        unfinished.rename(self.path(self.template))

    def drop(self, name):
        for path in self.cache.glob(f"{name}.sqlite3*"):
            path.unlink()

    @contextmanager
    def copy(self, folder, label):
        """Give the name of a new database, and the DATABASE_URL of other processes."""
        path = folder / f"{label}.sqlite3"
        shutil.copyfile(self.path(self.template), path)
        yield str(path), f"sqlite:///{path}"

    @contextmanager
    def empty(self, folder, label):
        """Give the same of one without tables."""
        path = folder / f"{label}.sqlite3"
        yield str(path), f"sqlite:///{path}"


class PostgreSQLDatabases(Databases):
    def execute(self, sql):
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            return connection.execute(sql)

    def templates(self):
        found = self.execute("SELECT datname FROM pg_database")
        return [name for (name,) in found if name.startswith(PREFIX)]

    def migrate(self):
        unfinished = f"{PREFIX}unfinished"
        self.execute(f"CREATE DATABASE {unfinished}")
        with connected_to(unfinished):
            call_command("migrate", verbosity=0)
        self.execute(f"ALTER DATABASE {unfinished} RENAME TO {self.template}")

    def drop(self, name):
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def copy(self, folder, label):
        """Give the name of a new database, and the DATABASE_URL of other processes."""
        return self.create(folder, label, self.template)

    def empty(self, folder, label):
        """Give the same of one without tables."""
        return self.create(folder, label, "template0")

    @contextmanager
    def create(self, folder, label, template):
        name = f"test_{label}_{hashlib.sha256(bytes(folder)).hexdigest()[:8]}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield name, f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
        finally:
            self.drop(name)


def of_engine(cache):
    """Return how databases are made on the engine of the settings."""
    kinds = {"sqlite": SQLiteDatabases, "postgresql": PostgreSQLDatabases}
    return kinds[connections["default"].vendor](cache)
