"""Import files in batches, so that a bad one costs only itself."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils import timezone

from importers.bodies import count_phrase
from importers.import_report import FileResult
from importers.notes import ImportNote, NoteKind, UnreadableStory
from importers.reading import FoundFile, is_web_page, printable_path, read_text
from importers.results import Outcome, StoryResult
from importers.saved_pages.bylines import date_in
from importers.saved_pages.dates import DATE_ORDERS, DateOrder, orders_of
from importers.saved_pages.story import SavedStory, read_story
from importers.story_importer import StoryImporter
from importers.web_pages.reading import read_web_page

# How many files are imported in one transaction, while which others who write wait.
BATCH_SIZE = 50

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ImportOptions:
    """How files are read."""

    date_order: DateOrder = "mdy"
    encoding: str | None = None


@dataclass(frozen=True)
class ReadFile:
    """A file with its story, or with the error that it could not be read for."""

    path: str
    story: SavedStory | None = None
    notes: tuple[ImportNote, ...] = ()
    error: Exception | None = None


def import_files(
    files: Iterable[FoundFile], store: StoryImporter, options: ImportOptions
) -> Iterator[FileResult]:
    """Import the files, yielding the result of each as its batch is done."""
    first_with: dict[str, str] = {}
    batch: list[ReadFile] = []
    for file in files:
        read = read_file(file, options)
        # A second file with a story finds that of the first.
        keys = {one.story.key for one in batch if one.story}
        if len(batch) == BATCH_SIZE or (read.story and read.story.key in keys):
            yield from import_batch(batch, store, first_with)
            batch = []
        batch.append(read)
    yield from import_batch(batch, store, first_with)


def read_file(file: FoundFile, options: ImportOptions) -> ReadFile:
    """Read one file, or take note of why that is not possible."""
    path = printable_path(file.path)
    if file.problem:
        return ReadFile(path, error=UnreadableStory(file.problem))
    try:
        read = read_text(file.path, options.encoding)
        if is_web_page(file.path):
            return ReadFile(path, read_web_page(read.text, file.path, changed_at(file)), read.notes)
        return ReadFile(path, read_story(read.text, options.date_order), read.notes)
    except Exception as error:  # whatever it is, the other files have no part in it
        return ReadFile(path, error=error)


def changed_at(file: FoundFile) -> datetime:
    """Return when a file was written, as the newsroom's clocks show it."""
    at = datetime.fromtimestamp(file.path.stat().st_mtime, UTC)
    return timezone.make_naive(at, timezone.get_default_timezone()).replace(microsecond=0)


def import_batch(
    batch: Sequence[ReadFile], store: StoryImporter, first_with: dict[str, str]
) -> Iterator[FileResult]:
    """Import some files; `first_with` maps the key of a story to its first file."""
    results = iter(store.import_stories([file.story for file in batch if file.story]))
    for file in batch:
        result = next(results) if file.story else file.error
        if isinstance(result, StoryResult) and file.story:
            yield imported_file(file, file.story, result, first_with)
        elif isinstance(result, Exception):
            yield failed_file(file.path, result)


def imported_file(
    file: ReadFile, story: SavedStory, result: StoryResult, first_with: dict[str, str]
) -> FileResult:
    """Describe a file whose story is in the newsroom."""
    if first := first_with.get(story.key):
        return duplicate(file.path, story, result, first)
    first_with[story.key] = file.path
    is_new = result.outcome is Outcome.IMPORTED
    notes = (*file.notes, *result.notes) if is_new else result.notes
    return FileResult(file.path, result.outcome, result.text, story.line, notes)


def failed_file(path: str, error: Exception) -> FileResult:
    """Describe a file that could not be imported, and log an error nobody thought of."""
    if isinstance(error, UnreadableStory):
        return FileResult(path, Outcome.FAILED, error.message, error.line)
    logger.error("%s could not be imported", path, exc_info=error)
    text = f"could not be imported ({type(error).__name__}: {error})"
    return FileResult(path, Outcome.FAILED, text)


def duplicate(path: str, story: SavedStory, verdict: StoryResult, first: str) -> FileResult:
    """Describe a file of a story that another file had before: only its comments count."""
    text = f"the same headline, date and author as {first}: it is not imported"
    if verdict.comments:
        text = f"{text}, but {count_phrase(verdict.comments, 'comment')}"
    notes = tuple(note for note in verdict.notes if note.kind is NoteKind.COMMENT)
    return FileResult(path, Outcome.DUPLICATE, text, story.line, notes if verdict.comments else ())


def count_date_orders(
    files: Iterable[FoundFile], encoding: str | None
) -> Counter[tuple[DateOrder, ...]]:
    """Return how many files have dates that exist in some orders only, by those orders."""
    found: Counter[tuple[DateOrder, ...]] = Counter()
    for file in files:
        with suppress(UnreadableStory):
            if not file.problem:
                found[
                    orders_of(
                        date_in(read_text(file.path, encoding).text.lstrip().partition("\n")[0])
                    )
                ] += 1
    return Counter(
        {orders: found[orders] for orders in found if 0 < len(orders) < len(DATE_ORDERS)}
    )


def misread_dates(counts: Counter[tuple[DateOrder, ...]], order: DateOrder) -> str:
    """Return a sentence about the files that do not fit the order, or ""."""
    if all(order in orders for orders in counts):
        return ""
    parts = [
        f"{count_phrase(number, 'file')} fit only {' or '.join(DATE_ORDERS[one] for one in orders)}"
        for orders, number in sorted(counts.items(), key=lambda item: -item[1])
        if len(orders) == 1 or order not in orders
    ]
    return f"{', '.join(parts)}; read {DATE_ORDERS[order]}."
