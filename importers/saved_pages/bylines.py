"""The first line of a saved page: `By: author | date | section`."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from importers.notes import UnreadableStory, quoted
from importers.saved_pages.markup import is_visible, plain_text

type DateOrder = Literal["mdy", "dmy", "ymd"]
DATE_ORDERS: dict[str, str] = {"mdy": "month first", "dmy": "day first", "ymd": "year first"}

BYLINE_FORM = "By: author | date | section"
BYLINE_PATTERN = re.compile(r"by\s*:(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
DATE_PATTERN = re.compile(
    r"(?P<numbers>[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4})"
    r"(?:[\s:,T]+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?)?",
    re.ASCII,
)
# "A, B and C" are three; "A, Jr." is one.
AUTHOR_SEPARATOR = re.compile(
    r",\s*and\s|\sand\s|\s&\s|;|,(?!\s*(?:jr|sr|ii|iii|iv|md|phd|esq)\b)", re.IGNORECASE
)
# The first newspaper is of 1605. The last year leaves room for any time zone.
VALID_YEARS = range(1605, 9999)
AUTHOR_MAX_LENGTH = 120
SECTION_MAX_LENGTH = 255


@dataclass(frozen=True)
class Dateline:
    """When the story appeared: the date as written, and the naive time it was read as."""

    written: str
    at: datetime


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


def read_date(text: str, order: DateOrder, line: int) -> Dateline:
    """Read a date with or without a time; midnight where there is none.

    Four digits in front are the year in any order.
    """
    written = plain_text(text)
    found = DATE_PATTERN.fullmatch(written)
    if not found:
        raise UnreadableStory(f"{quoted(written)} is not a date like 02-28-2018", line)
    numbers = re.split(r"[-/.]", found["numbers"])
    used: DateOrder = "ymd" if len(numbers[0]) == 4 else order
    parts = dict(zip(used, map(int, numbers), strict=True))
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    year = parts["y"] if parts["y"] in VALID_YEARS else 0  # a year that no calendar has
    try:
        # Naive: `importers.times.aware` adds the newsroom's zone.
        at = datetime(year, parts["m"], parts["d"], hour, minute, second)  # noqa: DTZ001
    except ValueError:
        message = f"{quoted(written)} does not exist, read {DATE_ORDERS[used]}; use --date-order"
        raise UnreadableStory(message, line) from None
    return Dateline("-".join(str(int(number)) for number in numbers), at)
