"""The end of a saved page: share links, comments, lists of other stories."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from importers.notes import ImportNote, NoteKind, quoted

# What stands between a story and its comments.
ANNOUNCEMENT = re.compile(
    r"share this article|thoughts on the above story\?.*|(?P<comments>[0-9]{1,9}) comment/s",
    re.IGNORECASE,
)
# What stands under the comments, in this order: a line of a story or comment can say the same.
PAGE_TAIL = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"what do you think about this article\?", r"comment \*", "recent news", "popular stories"
    )
]  # fmt: skip
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


def end_of_story(lines: Sequence[str]) -> int:
    """Return the index of the line at which a page's story is over.

    "Recent news" is a subheading of a story that is followed by what stands between a story
    and its comments.
    """
    for number, line in enumerate(map(str.strip, lines)):
        if ANNOUNCEMENT.fullmatch(line) or COMMENT_HEAD.fullmatch(line):
            return number
    return start_of_tail(lines)


def start_of_tail(lines: Sequence[str]) -> int:
    """Return the index of the line at which the page's own lines begin.

    That is the last line which says what their first one says.
    """
    stripped = [line.strip() for line in lines]
    for pattern in PAGE_TAIL:
        for number in reversed(range(len(lines))):
            if pattern.fullmatch(stripped[number]):
                return number
    return len(lines)


def read_page_end(lines: Sequence[str], start: int) -> PageEnd:
    """Parse the comments; other lines that are not furniture are noted as left out.

    `start` is the number of the first line.
    """
    heads = {n: h for n, line in enumerate(lines) if (h := COMMENT_HEAD.fullmatch(line.strip()))}
    first, last = min(heads, default=0), max(heads, default=0)
    tail = last + start_of_tail(lines[last:])
    ends = [*list(heads)[1:], tail]
    comments = tuple(
        comment_of(start + head, match, lines[head + 1 : end])
        for (head, match), end in zip(heads.items(), ends, strict=bool(heads))
    )
    announced: NumberedLine | None = None
    strays: list[NumberedLine] = []
    for number in (*range(first if heads else tail), *range(tail, len(lines))):
        line = lines[number].strip()
        if number < tail and (found := ANNOUNCEMENT.fullmatch(line)):
            count = found["comments"]
            announced = (start + number, count) if count else announced
        elif line and not any(pattern.fullmatch(line) for pattern in PAGE_TAIL):
            strays.append((start + number, line))
    return PageEnd(comments, (*count_notes(comments, announced), *stray_notes(strays)))


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
