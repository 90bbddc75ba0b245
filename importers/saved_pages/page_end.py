"""What follows the story on a saved page: share links, comments, lists of other stories."""

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
    """What was recognised after the story."""

    comments: tuple[SavedComment, ...] = ()
    notes: tuple[ImportNote, ...] = ()


def ends_story(text: str) -> bool:
    """Tell whether a line is the page's own, so that the story is over."""
    line = text.strip()
    return bool(PAGE_FURNITURE.fullmatch(line) or COMMENT_HEAD.fullmatch(line))


def read_page_end(lines: Iterable[NumberedLine]) -> PageEnd:
    """Recognise the comments; what is neither comment nor furniture is noted as left out."""
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
        # Its zone is the newsroom's, which is a matter of who stores it.
        posted_at = datetime.fromisoformat(f"{head['date']}T{head['time']}")
    except ValueError:
        posted_at = None
    words = "\n".join(line.rstrip() for line in text).strip()
    return SavedComment(line, int(head["number"]), head["name"].strip(), posted_at, words)


def count_notes(
    comments: Sequence[SavedComment], announced: NumberedLine | None
) -> Iterator[ImportNote]:
    """Say where the page promises another number of comments than were recognised."""
    if announced and int(announced[1]) != len(comments):
        message = f"the page says {int(announced[1])} comments, {len(comments)} were recognised"
        yield ImportNote(announced[0], NoteKind.CHECK, message)


def stray_notes(strays: Sequence[NumberedLine]) -> list[ImportNote]:
    """Say what stands after the story and is not part of it, in one note."""
    if not strays:
        return []
    number, line = strays[0]
    lines = "a line" if len(strays) == 1 else f"{len(strays)} lines"
    message = f"{lines} after the end of the story, from {quoted(line)}"
    return [ImportNote(number, NoteKind.LEFT_OUT, message)]
