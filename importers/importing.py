"""Import files one by one, so that a bad one costs only itself."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from importers.bodies import count_phrase
from importers.import_report import FileResult
from importers.notes import NoteKind, UnreadableStory
from importers.reading import FoundFile, printable_path, read_text
from importers.saved_pages.bylines import date_in
from importers.saved_pages.dates import DATE_ORDERS, DateOrder, orders_of
from importers.saved_pages.story import SavedStory, read_story
from importers.story_importer import Outcome, StoryImporter, StoryResult

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ImportOptions:
    """How files are read."""

    date_order: DateOrder = "mdy"
    encoding: str | None = None


def import_files(
    files: Iterable[FoundFile], store: StoryImporter, options: ImportOptions
) -> Iterator[FileResult]:
    """Import the files, yielding the result of each as it is done."""
    first_with: dict[str, str] = {}
    for file in files:
        path = printable_path(file.path)
        try:
            yield import_file(file, store, options, first_with)
        except UnreadableStory as error:
            yield FileResult(path, Outcome.FAILED, error.message, error.line)
        except Exception as error:  # whatever it is, the other files have no part in it
            logger.exception("%s could not be imported", path)
            text = f"could not be imported ({type(error).__name__}: {error})"
            yield FileResult(path, Outcome.FAILED, text)


def import_file(
    file: FoundFile, store: StoryImporter, options: ImportOptions, first_with: dict[str, str]
) -> FileResult:
    """Import one file; `first_with` maps the key of a story to its first file."""
    if file.problem:
        raise UnreadableStory(file.problem)
    path = printable_path(file.path)
    read = read_text(file.path, options.encoding)
    story = read_story(read.text, options.date_order)
    verdict = store.import_story(story)
    if first := first_with.get(story.key):
        return duplicate(path, story, verdict, first)
    first_with[story.key] = path
    is_new = verdict.outcome is Outcome.IMPORTED
    notes = (*read.notes, *verdict.notes) if is_new else verdict.notes
    return FileResult(path, verdict.outcome, verdict.text, story.line, notes)


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
