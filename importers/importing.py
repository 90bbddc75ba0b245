"""Import files one by one, so that a bad one costs only itself."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from importers.notes import UnreadableStory
from importers.reading import FoundFile, read_text, shown
from importers.report import FileResult
from importers.saved_pages.bylines import DateOrder
from importers.saved_pages.story import read_story
from importers.store import Outcome, Store

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Options:
    """How files are read."""

    date_order: DateOrder = "mdy"
    encoding: str | None = None


def import_files(
    files: Iterable[FoundFile], store: Store, options: Options
) -> Iterator[FileResult]:
    """Import the files, yielding what became of each as it is done."""
    first_with: dict[str, str] = {}
    for file in files:
        path = shown(file.path)
        try:
            yield import_file(file, store, options, first_with)
        except UnreadableStory as error:
            yield FileResult(path, Outcome.FAILED, error.message, error.line)
        except Exception as error:  # whatever it is, the other files have no part in it
            logger.exception("%s could not be imported", path)
            text = f"could not be imported ({type(error).__name__}: {error})"
            yield FileResult(path, Outcome.FAILED, text)


def import_file(
    file: FoundFile, store: Store, options: Options, first_with: dict[str, str]
) -> FileResult:
    """Import one file; `first_with` remembers which file a story came from first."""
    if file.problem:
        raise UnreadableStory(file.problem)
    path = shown(file.path)
    read = read_text(file.path, options.encoding)
    story = read_story(read.text, options.date_order)
    if first := first_with.get(story.key):
        text = f"the same headline, date and author as {first}: it is not imported"
        return FileResult(path, Outcome.DUPLICATE, text, story.line)
    verdict = store.keep(story)
    first_with[story.key] = path
    notes = (*read.notes, *verdict.notes) if verdict.outcome is Outcome.IMPORTED else ()
    return FileResult(path, verdict.outcome, verdict.text, story.line, notes)
