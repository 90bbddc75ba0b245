"""The first line of a saved page: `By: author | date | section`."""

import re
from dataclasses import dataclass

from importers.notes import UnreadableStory
from importers.saved_pages.dates import Dateline, DateOrder, read_date
from importers.saved_pages.markup import is_visible, plain_text

BYLINE_FORM = "By: author | date | section"
BYLINE_PATTERN = re.compile(r"by\s*:(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
# "A, B and C" are three; "A, Jr." is one.
AUTHOR_SEPARATOR = re.compile(
    r",\s*and\s|\sand\s|\s&\s|;|,(?!\s*(?:jr|sr|ii|iii|iv|md|phd|esq)\b)", re.IGNORECASE
)
AUTHOR_MAX_LENGTH = 120
SECTION_MAX_LENGTH = 255


@dataclass(frozen=True)
class SavedByline:
    """Authors, date and section of a story ("" where the line has no section)."""

    line: int
    authors: tuple[str, ...]
    date: Dateline
    section: str


def is_byline(text: str) -> bool:
    """Return whether a line looks like the start of a saved page."""
    return bool(BYLINE_PATTERN.match(text.strip()))


def read_byline(text: str, order: DateOrder, line: int) -> SavedByline:
    """Read the line; raise UnreadableStory where it is no byline or its date is none."""
    found = BYLINE_PATTERN.match(text.strip())
    if not found:
        raise UnreadableStory(f"no byline: a saved page begins with “{BYLINE_FORM}”", line)
    authors, *rest = found["rest"].split("|")
    if not 1 <= len(rest) <= 2:
        raise UnreadableStory(f"the byline does not have the form “{BYLINE_FORM}”", line)
    section = plain_text(rest[1]) if len(rest) == 2 else ""
    if len(section) > SECTION_MAX_LENGTH:
        message = f"the section's name is longer than {SECTION_MAX_LENGTH} characters"
        raise UnreadableStory(message, line)
    return SavedByline(
        line=line,
        authors=read_authors(authors, line),
        date=read_date(rest[0], order, line),
        section=section if is_visible(section) else "",
    )


def read_authors(text: str, line: int) -> tuple[str, ...]:
    """Return the authors' names, each once, in their order."""
    names = [name.strip() for name in AUTHOR_SEPARATOR.split(plain_text(text)) if is_visible(name)]
    if any(len(name) > AUTHOR_MAX_LENGTH for name in names):
        message = f"an author's name is longer than {AUTHOR_MAX_LENGTH} characters"
        raise UnreadableStory(message, line)
    return tuple({name.casefold(): name for name in reversed(names)}.values())[::-1]


def date_in(text: str) -> str:
    """Return the date of a line as it is written; "" where the line is no byline."""
    found = BYLINE_PATTERN.match(text.strip())
    return found["rest"].partition("|")[2].partition("|")[0] if found else ""
