"""Import files one by one, so that a bad one costs only itself."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from importers.import_report import FileResult
from importers.notes import NoteKind, UnreadableStory
from importers.reading import FoundFile, printable_path, read_text
from importers.saved_pages.bylines import DateOrder
from importers.saved_pages.story import SavedStory, read_story
from importers.story_importer import Outcome, StoryImporter, StoryResult, count_phrase

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
