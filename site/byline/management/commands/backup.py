"""Write the newsroom into one file."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from byline.backups.archive import BackupError
from byline.backups.newsroom import backup_to, write_backup
from byline.progress import Progress


class Command(BaseCommand):
    """Back up the database and the uploads, while the site runs."""

    help = "Write the database and all uploads into one file; `-` is the standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the command's options."""
        parser.add_argument("file")

    def handle(self, *, file: str, verbosity: int, **options: Any) -> None:
        """Write it, and report missing uploads."""
        progress = Progress(self.stderr, "files", is_silent=verbosity == 0)
        try:
            if file == "-":
                with tempfile.TemporaryDirectory() as folder:
                    missing = write_backup(sys.stdout.buffer, Path(folder), progress)
            else:
                missing = backup_to(Path(file).absolute(), progress)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        progress.end()
        for name in missing:
            self.stderr.write(f"Not in the backup, since it is gone or its name unfit: {name!r}")
        if file != "-" and verbosity:
            self.stdout.write(f"{file}: {Path(file).stat().st_size:,} bytes")
