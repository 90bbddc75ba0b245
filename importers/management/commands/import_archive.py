"""Bring an archive of saved article pages in."""

import argparse
import codecs
import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from byline.progress import Progress
from importers.import_report import ImportReport
from importers.importing import (
    ImportOptions,
    count_date_orders,
    import_files,
    misread_dates,
)
from importers.reading import find_files
from importers.saved_pages.bylines import SECTION_MAX_LENGTH
from importers.saved_pages.dates import DATE_ORDERS
from importers.saved_pages.markup import is_visible, plain_text
from importers.story_importer import StoryImporter

# They log half a dozen lines for each published page.
VERBOSE_LOGGERS = ("byline.tasks", "django.tasks", "wagtail")


class Command(BaseCommand):
    """Import files, and report their results."""

    help = "Import saved article pages. Run again, it imports only what is new."

    def add_arguments(self, parser: CommandParser) -> None:
        """Describe the command line."""
        parser.add_argument(
            "paths", nargs="+", metavar="PATH",
            help="a saved page, or a directory with .txt or .html files in it or below it",
        )  # fmt: skip
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, and change nothing"
        )
        parser.add_argument(
            "--section", type=section_name, default="News", metavar="NAME",
            help="the section of files that name none (default: News)",
        )  # fmt: skip
        parser.add_argument(
            "--date-order", choices=list(DATE_ORDERS),
            help="how the dates are written (default: mdy, month first, if all of them fit that)",
        )  # fmt: skip
        parser.add_argument(
            "--redate", action="store_true",
            help="give stories that were imported with another order of dates their right date",
        )  # fmt: skip
        parser.add_argument(
            "--encoding", type=known_encoding,
            help="the files' encoding (default: UTF-8, and what is none is Windows-1252)",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, then report, also when interrupted."""
        dry_run, redate = options["dry_run"], options["redate"]
        store = StoryImporter(options["section"], dry_run=dry_run, redate=redate)
        reading = ImportOptions(options["date_order"] or "mdy", options["encoding"])
        files = list(find_files(options["paths"]))
        misread = misread_dates(count_date_orders(files, reading.encoding), reading.date_order)
        if misread and not (dry_run or options["date_order"]):
            raise CommandError(f"{misread} Nothing was imported: say which it is by --date-order.")
        report = ImportReport(dry_run=dry_run, dates=misread)
        stopped = False
        progress = Progress(self.stderr, "files")
        try:
            with quiet(*VERBOSE_LOGGERS):
                for number, result in enumerate(import_files(files, store, reading), 1):
                    report.add(result)
                    progress(number)
        except KeyboardInterrupt:
            stopped = True
        progress.end()
        self.write(report, stories=options["dry_run"] or options["verbosity"] > 1)
        if stopped:
            raise CommandError("Stopped. Run it again: what is imported is not imported again.")
        if report.failures:
            total = report.counts.total()
            raise CommandError(f"{len(report.failures)} of {total} files could not be imported.")

    def write(self, report: ImportReport, *, stories: bool) -> None:
        """Print the report, and the failures after it."""
        for line in report.lines(stories=stories):
            self.stdout.write(line)
        for failure in report.failures:
            self.stderr.write(failure)


@contextmanager
def quiet(*names: str) -> Iterator[None]:
    """Set the loggers to WARNING for the block."""
    with ExitStack() as levels:
        for logger in map(logging.getLogger, names):
            levels.callback(logger.setLevel, logger.level)
            logger.setLevel(logging.WARNING)
        yield


def section_name(text: str) -> str:
    """Return a valid name of a section. Raises ArgumentTypeError."""
    name = plain_text(text)
    if not is_visible(name) or len(name) > SECTION_MAX_LENGTH:
        raise argparse.ArgumentTypeError(
            f"a name of 1 to {SECTION_MAX_LENGTH} characters is needed"
        )
    return name


def known_encoding(name: str) -> str:
    """Return the normalised name of a text encoding. Raises ArgumentTypeError."""
    try:
        b"a".decode(name)  # a LookupError also where it is no encoding of text
    except LookupError as error:
        raise argparse.ArgumentTypeError(f"no encoding is called {name!r}") from error
    except UnicodeError:
        pass  # one that needs more bytes a letter
    return codecs.lookup(name).name
