"""Restore a newsroom: in place on SQLite, into an empty database on PostgreSQL."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error

from byline.applied_migrations import known_migrations
from byline.backups import newsroom
from byline.backups.archive import BackupError
from byline.progress import Progress


class Command(BaseCommand):
    """Restore the database and the uploads."""

    help = (
        "Restore what `backup` wrote: on SQLite in the place of the database and all uploads, on "
        "PostgreSQL into an empty database."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the command's options."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace",
            action="store_true",
            help="on SQLite, also where there is a newsroom, which is lost",
        )

    def handle(self, *, file: Path, replace: bool, verbosity: int, **options: Any) -> None:
        """Verify the whole file first; touch nothing unless it is intact and fits."""
        try:
            size = file.stat().st_size
            checked = Progress(self.stderr, "bytes checked", is_silent=verbosity == 0)
            manifest = newsroom.check_backup(
                file, lambda done: checked(done, size), replaces=replace
            )
            checked.end()
            restored = Progress(self.stderr, "bytes restored", is_silent=verbosity == 0)
            newsroom.restore_from(file, lambda done: restored(done, size))
            restored.end()
        except (BackupError, OSError, Error) as error:
            raise CommandError(str(error)) from error
        if verbosity:
            self.stdout.write(f"Restored what was written at {manifest.made_at}.")
        if {tuple(pair) for pair in manifest.migrations} < set(known_migrations()):
            self.stdout.write("It is of an older Byline: run `manage.py migrate` now.")
