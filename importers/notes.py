"""Notes and errors of reading a file."""

from dataclasses import dataclass
from enum import StrEnum


class NoteKind(StrEnum):
    """The headings under which the report gathers the notes."""

    CREATED = "New in this newsroom"
    PICTURE = "Pictures to be found"
    EMBED = "Players of other sites: save the story to fetch their titles"
    RELATED = "Related coverage without an address"
    LINK = "Links without an address, kept as words"
    COMMENT = "Comments"
    LEFT_OUT = "Left out of the story"
    CHECK = "To be looked at"
    ENCODING = "Characters"


@dataclass(frozen=True)
class ImportNote:
    """A note for editors about a line of a file."""

    line: int
    kind: NoteKind
    text: str


class UnreadableStory(Exception):  # noqa: N818
    """Why a file holds no story that can be imported, and on which line, if it is on one."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def quoted(text: str, length: int = 60) -> str:
    """Return the words in quotation marks on one line, cut where they are long."""
    words = " ".join(text[: length * 4].split())
    return f"“{words}”" if len(words) <= length else f"“{words[:length].rstrip()}…”"
