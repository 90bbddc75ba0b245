"""The end of a saved page: share links, comments, lists of other stories."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from importers.notes import ImportNote, NoteKind, quoted

PAGE_FURNITURE = re.compile(
    r"share this article|thoughts on the above story\?.*|(?P<comments>[0-9]{1,9}) comment/s"
    r"|what do you think about this article\?|comment \*|recent news|popular stories",
    re.IGNORECASE,
)
# `Anonymous No. 17879 2018-02-08 : 15:23`
COMMENT_HEAD = re.compile(
    r"(?P<name>.{0,200}?)\s?No\. ?(?P<number>[0-9]{1,18})\s+"
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})\s{0,9}:\s{0,9}(?P<time>[0-9]{2}:[0-9]{2})"
)

type NumberedLine = tuple[int, str]


@dataclass(frozen=True)
class SavedComment:
    """A reader's comment. Its time is naive; None where the page gives one that is none."""

    line: int
    number: int
    name: str
    posted_at: datetime | None
    text: str


@dataclass(frozen=True)
class PageEnd:
    """The comments and notes of the end of a page."""

    comments: tuple[SavedComment, ...] = ()
    notes: tuple[ImportNote, ...] = ()


def ends_story(text: str) -> bool:
    """Return whether a line is the page's own, after the end of the story."""
    line = text.strip()
    return bool(PAGE_FURNITURE.fullmatch(line) or COMMENT_HEAD.fullmatch(line))


def read_page_end(lines: Iterable[NumberedLine]) -> PageEnd:
    """Parse the comments; other lines that are not furniture are noted as left out."""
    comments: list[tuple[int, re.Match[str], list[str]]] = []
    strays: list[NumberedLine] = []
    current: list[str] | None = None
    announced: NumberedLine | None = None
    for number, text in lines:
        line = text.strip()
        if head := COMMENT_HEAD.fullmatch(line):
            current = []
            comments.append((number, head, current))
        elif furniture := PAGE_FURNITURE.fullmatch(line):
            current = None
            announced = (number, furniture["comments"]) if furniture["comments"] else announced
        elif current is not None:
            current.append(text)
        elif line:
            strays.append((number, line))
    found = tuple(comment_of(*comment) for comment in comments)
    return PageEnd(found, (*count_notes(found, announced), *stray_notes(strays)))


def comment_of(line: int, head: re.Match[str], text: Sequence[str]) -> SavedComment:
    """Put a comment together from its head and its lines."""
    try:
        # Naive: `importers.times.aware` adds the newsroom's zone.
        posted_at = datetime.fromisoformat(f"{head['date']}T{head['time']}")
    except ValueError:
        posted_at = None
    words = "\n".join(line.rstrip() for line in text).strip()
    return SavedComment(line, int(head["number"]), head["name"].strip(), posted_at, words)


def count_notes(
    comments: Sequence[SavedComment], announced: NumberedLine | None
) -> Iterator[ImportNote]:
    """Yield a note where the page announces another number of comments."""
    if announced and int(announced[1]) != len(comments):
        message = f"the page says {int(announced[1])} comments, {len(comments)} were recognised"
        yield ImportNote(announced[0], NoteKind.CHECK, message)


def stray_notes(strays: Sequence[NumberedLine]) -> list[ImportNote]:
    """Return one note about the stray lines after the story."""
    if not strays:
        return []
    number, line = strays[0]
    lines = "a line" if len(strays) == 1 else f"{len(strays)} lines"
    message = f"{lines} after the end of the story, from {quoted(line)}"
    return [ImportNote(number, NoteKind.LEFT_OUT, message)]
