"""A synthetic newsroom: a database of its own, filled in bulk."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # of the paths of pages
SECTIONS = 10


@contextmanager
def newsroom() -> Iterator[None]:
    """Set Django up on a new database, on the server of DATABASE_URL or in a file."""
    with tempfile.TemporaryDirectory(prefix="byline-bench-") as folder:
        os.environ |= {"BYLINE_DATA_DIR": folder, "LOG_LEVEL": "WARNING"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "byline.settings.dev")
        server = os.environ.get("DATABASE_URL", "").startswith("postgres")
        import django
        from django.core.management import call_command
        from django.db import connection

        django.setup()
        name = f"bench_{uuid4().hex}"
        if server:
            with connection._nodb_cursor() as cursor:  # noqa: SLF001
                cursor.execute(f"CREATE DATABASE {name}")
            connection.close()
            connection.settings_dict["NAME"] = name
        try:
            call_command("migrate", verbosity=0)
            yield
        finally:
            connection.close()
            if server:
                with connection._nodb_cursor() as cursor:  # noqa: SLF001
                    cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def execute(sql: str, *params: object) -> None:
    """Run a statement."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, params)


@contextmanager
def without_foreign_keys() -> Iterator[None]:
    """Spare the database from looking every reference up while it is filled."""
    from django.db import connection

    is_sqlite = connection.vendor == "sqlite"
    execute("PRAGMA foreign_keys=OFF" if is_sqlite else "SET session_replication_role=replica")
    try:
        yield
    finally:
        execute("PRAGMA foreign_keys=ON" if is_sqlite else "SET session_replication_role=origin")


def analyze() -> None:
    """Let the database look at what it holds, as it does by itself in the long run."""
    from django.db import connection

    execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def numbers(last: int) -> str:
    """Return the table of the numbers up to one, as `n`."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return (
            "(WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count "
            f"WHERE n < {last}) SELECT n FROM count) AS numbers"
        )
    return f"(SELECT n FROM generate_series(1, {last}) AS n) AS numbers"


def add_stories(number: int, minutes: float = 1) -> None:
    """Add so many published stories over ten sections, one every so many minutes up to now."""
    from home.models import HomePage
    from news.models import ArticlePage, SectionPage

    home = HomePage.objects.get()
    for at in range(SECTIONS):
        section = home.add_child(instance=SectionPage(title=f"Section {at}", slug=f"section-{at}"))
        story = section.add_child(instance=ArticlePage(title="Story", slug="story-0"))
        repeat(story, section, (number - 1) // SECTIONS, minutes * SECTIONS, at * minutes)
        with suppress(NotImplementedError):
            section.numchild = number // SECTIONS
            section.save()


def repeat(story: object, section: object, number: int, minutes: float, first: float) -> None:
    """Put copies of a story behind it, as rows past Wagtail's saving."""
    from django.db import connection
    from django.db.models import Max
    from wagtail.models import Page

    from news.models import ArticlePage

    is_sqlite = connection.vendor == "sqlite"
    top = Page.objects.aggregate(top=Max("pk"))["top"]
    digits = " || ".join(
        f"substr('{ALPHABET}', CAST((n + 1) / {36**place} %% 36 AS integer) + 1, 1)"
        for place in (3, 2, 1, 0)
    )
    changed = {
        "id": f"{top} + n",
        "path": f"'{section.path}' || {digits}",
        "slug": "'story-' || n",
        "url_path": f"'{section.url_path}story-' || n || '/'",
        "translation_key": "lower(hex(randomblob(16)))" if is_sqlite else "gen_random_uuid()",
        "title": "'Story ' || n",
    }
    columns = [field.column for field in Page._meta.local_concrete_fields]
    values = ", ".join(changed.get(column, f"page.{column}") for column in columns)
    with without_foreign_keys():
        execute(
            f"INSERT INTO wagtailcore_page ({', '.join(columns)}) SELECT {values} "  # noqa: S608
            f"FROM wagtailcore_page AS page, {numbers(number)} WHERE page.id = %s",
            story.pk,
        )
        ago = f"(n * {minutes} + {first})"
        published = (
            f"strftime('%%Y-%%m-%%d %%H:%%M:%%S', 'now', '-' || CAST({ago} * 60 AS integer) || ' seconds')"
            if is_sqlite
            else f"now() - {ago} * interval '1 minute'"
        )
        own = [f.column for f in ArticlePage._meta.local_concrete_fields if not f.primary_key]
        values = ", ".join(published if c == "published_at" else f"a.{c}" for c in own)
        execute(
            f"INSERT INTO news_articlepage (page_ptr_id, {', '.join(own)}) "  # noqa: S608
            f"SELECT {top} + n, {values} FROM news_articlepage AS a, {numbers(number)} "
            "WHERE a.page_ptr_id = %s",
            story.pk,
        )
    if not is_sqlite:
        execute("SELECT setval(pg_get_serial_sequence('wagtailcore_page', 'id'), %s)", top + number)


def data_folder() -> Path:
    """Return where the newsroom keeps its files."""
    return Path(os.environ["BYLINE_DATA_DIR"])
