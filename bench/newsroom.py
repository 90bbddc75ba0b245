"""A synthetic newsroom in a new database, filled in bulk."""

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import django
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max, Model

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # of the paths of pages
SECTIONS = 10


@contextmanager
def newsroom() -> Iterator[None]:
    """Set Django up on a new database, on the server of DATABASE_URL or in a file."""
    with tempfile.TemporaryDirectory(prefix="byline-bench-") as folder:
        os.environ |= {"BYLINE_DATA_DIR": folder, "LOG_LEVEL": "WARNING"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "byline.settings.dev")
        server = os.environ.get("DATABASE_URL", "").startswith("postgres")
        django.setup()
        name = f"bench_{uuid4().hex}"
        if server:
            with connection._nodb_cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {name}")
            connection.close()
            connection.settings_dict["NAME"] = name
        try:
            call_command("migrate", verbosity=0)
            yield
        finally:
            connection.close()
            if server:
                with connection._nodb_cursor() as cursor:
                    cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def is_sqlite() -> bool:
    """Return whether the database is SQLite."""
    return connection.vendor == "sqlite"


def execute(sql: str, *params: object) -> None:
    """Run a statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


@contextmanager
def without_foreign_keys() -> Iterator[None]:
    """Disable foreign key checks while the database is filled."""
    execute("PRAGMA foreign_keys=OFF" if is_sqlite() else "SET session_replication_role=replica")
    try:
        yield
    finally:
        execute("PRAGMA foreign_keys=ON" if is_sqlite() else "SET session_replication_role=origin")


@contextmanager
def without_inverted_indexes(table: str) -> Iterator[None]:
    """Create the text indexes of a table after it is filled, which is much faster."""
    if is_sqlite():
        yield
        return
    with connection.cursor() as cursor:
        sql = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s"
        cursor.execute(f"{sql} AND indexdef LIKE '%% USING gin %%'", [table])
        indexes = cursor.fetchall()
    for name, _sql in indexes:
        execute(f"DROP INDEX {name}")
    yield
    execute("SET maintenance_work_mem = '1GB'")
    for _name, sql in indexes:
        execute(sql)


def analyze() -> None:
    """Run ANALYZE."""
    execute("ANALYZE" if is_sqlite() or connection.in_atomic_block else "VACUUM ANALYZE")


class Rows:
    """Inserts rows in bulk, without saving models.

    What a row does not say of a column is as in an instance, saved or new.
    """

    def __init__(self, like: Model) -> None:
        fields = [f for f in like._meta.local_concrete_fields if not f.generated]
        self.table = like._meta.db_table
        self.usual = {
            f.column: f.get_db_prep_save(getattr(like, f.attname), connection) for f in fields
        }

    def write(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write rows, each given by the columns that differ from the defaults."""
        full = ([*(self.usual | row).values()] for row in rows)
        write_rows(self.table, [*self.usual], full)


def write_rows(table: str, columns: list[str], rows: Iterable[list[Any]]) -> None:
    """Write rows of values, on PostgreSQL by COPY."""
    named = f"{table} ({', '.join(map(connection.ops.quote_name, columns))})"
    with connection.cursor() as cursor:
        if is_sqlite():
            places = ", ".join("?" * len(columns))
            # Past Django, which would look for percent signs in each row.
            sql = f"INSERT INTO {named} VALUES ({places})"
            cursor.connection.executemany(sql, ([stored(v) for v in row] for row in rows))
        else:
            with cursor.copy(f"COPY {named} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)


def stored(value: Any) -> Any:
    """Return a value as SQLite stores it."""
    match value:
        case datetime():
            return connection.ops.adapt_datetimefield_value(value)
        case date():
            return str(value)
        case UUID():
            return value.hex
    return value


def set_sequences(*models: type[Model]) -> None:
    """Set the sequence of a table after rows with explicit ids."""
    for sql in connection.ops.sequence_reset_sql(no_style(), models):
        execute(sql)


def numbers(last: int) -> str:
    """Return SQL for a table of the numbers up to a limit, as `n`."""
    if is_sqlite():
        return (
            "(WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count "
            f"WHERE n < {last}) SELECT n FROM count) AS numbers"
        )
    return f"(SELECT n FROM generate_series(1, {last}) AS n) AS numbers"


def add_stories(number: int, minutes: float = 1) -> None:
    """Add published stories to ten sections, one every so many minutes up to now."""
    from home.models import HomePage
    from news.models import ArticlePage, SectionPage

    home = HomePage.objects.get()
    for at in range(SECTIONS):
        section = home.add_child(instance=SectionPage(title=f"Section {at}", slug=f"section-{at}"))
        story = section.add_child(instance=ArticlePage(title="Story", slug="story-0"))
        repeat(story, section, (number - 1) // SECTIONS, minutes * SECTIONS, at * minutes)


def repeat(story: Any, section: Any, number: int, minutes: float, first: float) -> None:
    """Insert copies of a story, without saving models."""
    from wagtail.models import Page

    from news.models import ArticlePage

    top = Page.objects.aggregate(top=Max("pk"))["top"]
    with without_foreign_keys():
        copy_rows(Page, story, number, page_columns(section, top))
        published = ago(f"(n * {minutes} + {first})")
        own = {"page_ptr_id": f"{top} + n", "published_at": published}
        copy_rows(ArticlePage, story, number, own)
    if not is_sqlite():
        execute("SELECT setval(pg_get_serial_sequence('wagtailcore_page', 'id'), %s)", top + number)


def copy_rows(model: type[Model], row: Model, number: int, changed: dict[str, str]) -> None:
    """Insert copies of a row, with expressions of `n` in some columns."""
    table = model._meta.db_table
    columns = [field.column for field in model._meta.local_concrete_fields]
    values = ", ".join(changed.get(column, f"original.{column}") for column in columns)
    key = model._meta.pk.column
    execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} "
        f"FROM {table} AS original, {numbers(number)} WHERE original.{key} = %s",
        row.pk,
    )


def page_columns(section: Any, top: int) -> dict[str, str]:
    """Return the page columns that differ between stories of a section."""
    digits = " || ".join(
        f"substr('{ALPHABET}', CAST((n + 1) / {36**place} %% 36 AS integer) + 1, 1)"
        for place in (3, 2, 1, 0)
    )
    return {
        "id": f"{top} + n",
        "path": f"'{section.path}' || {digits}",
        "slug": "'story-' || n",
        "url_path": f"'{section.url_path}story-' || n || '/'",
        "translation_key": "lower(hex(randomblob(16)))" if is_sqlite() else "gen_random_uuid()",
        "title": "'Story ' || n",
    }


def ago(minutes: str) -> str:
    """Return SQL for a time so many minutes ago."""
    if not is_sqlite():
        return f"now() - {minutes} * interval '1 minute'"
    seconds = f"CAST({minutes} * 60 AS integer)"
    return f"strftime('%%Y-%%m-%%d %%H:%%M:%%S', 'now', '-' || {seconds} || ' seconds')"
