"""What became of the stories of an import."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from importers.bodies import count_phrase
from importers.comments import NewComments
from importers.models import ImportedStory
from importers.notes import ImportNote, quoted
from importers.saved_pages.story import SavedStory
from importers.times import aware, day

UNCHANGED = "the story here is left as it is"


class Outcome(StrEnum):
    """The outcome of a file."""

    IMPORTED = "imported"
    PRESENT = "already imported"
    EXTENDED = "already imported, with new comments"
    REDATED = "already imported, given another date"
    CHANGED = "changed since it was imported"
    DUPLICATE = "duplicate of another file"
    FAILED = "failed"


@dataclass(frozen=True)
class StoryResult:
    """The outcome of a story, with an explanation and notes."""

    outcome: Outcome
    text: str
    notes: tuple[ImportNote, ...] = ()
    comments: int = 0  # new ones


def dated_of(story: SavedStory) -> datetime:
    """Return the date of the file, in the newsroom's time zone."""
    return aware(story.byline.date.at)


def result_for_existing(
    story: SavedStory,
    record: ImportedStory,
    arrivals: NewComments | None = None,
    problem: str | None = None,
) -> StoryResult:
    """Return the result of a story that was imported before: changes and new comments.

    `problem` says why its date could not be changed, "" where it was, and None where that was
    not asked for. The record still has the date of before.
    """
    outcome, text = Outcome.PRESENT, str(Outcome.PRESENT)
    dates = f"imported with the date {day(record.dated)}, now read as {day(dated_of(story))}"
    if problem == "":
        outcome, text = Outcome.REDATED, f"{quoted(story.headline)} was {dates}"
    elif record.checksum != story.checksum:
        outcome, text = Outcome.CHANGED, f"changed in the file since it was imported; {UNCHANGED}"
    elif record.dated != dated_of(story):
        reason = f"; {problem}" if problem else ""
        outcome, text = Outcome.CHANGED, f"{dates}{reason}; {UNCHANGED}"
    if arrivals is None or not arrivals.arrivals:
        return StoryResult(outcome, text)
    number = len(arrivals.arrivals)
    if outcome is Outcome.PRESENT:
        outcome, text = Outcome.EXTENDED, quoted(story.headline)
    text = f"{text}: {count_phrase(number, 'new comment')}"
    return StoryResult(outcome, text, tuple(arrivals.notes), number)
