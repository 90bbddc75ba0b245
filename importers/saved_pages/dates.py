"""Dates as saved pages write them."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from importers.notes import UnreadableStory, quoted
from importers.saved_pages.markup import plain_text

type DateOrder = Literal["mdy", "dmy", "ymd"]
DATE_ORDERS: dict[DateOrder, str] = {
    "mdy": "month first",
    "dmy": "day first",
    "ymd": "year first",
}

# The first newspaper is of 1605. The last year leaves room for any time zone.
VALID_YEARS = range(1605, 9999)
# Years of two digits up to this one are of this century, as POSIX reads them.
LAST_SHORT_YEAR = 68
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)?"
YEAR = r"(?P<year>[0-9]{4})"
TIME = (
    r"(?:(?:[\s:,T]+|,?\s+at\s+)(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2}))?\s?(?:(?P<half>[ap])\.?m\.?)?)?"
)
NUMBERS_PATTERN = re.compile(
    rf"(?P<numbers>[0-9]{{1,4}}\s?[-/.]\s?[0-9]{{1,2}}\s?[-/.]\s?[0-9]{{1,4}}){TIME}",
    re.ASCII | re.IGNORECASE,
)
NAMED_PATTERNS = [
    re.compile(rf"(?:[a-z]{{2,9}}day,?\s+)?{words}{TIME}", re.ASCII | re.IGNORECASE)
    for words in (rf"{MONTH}\s+{DAY},?\s+{YEAR}", rf"{DAY}\s+{MONTH},?\s+{YEAR}")
]
DASHES = re.compile("[\u2010-\u2015\u2212]")


@dataclass(frozen=True)
class Dateline:
    """When the story appeared: the date as written, and the naive time it was read as."""

    written: str
    at: datetime


def read_date(text: str, order: DateOrder, line: int) -> Dateline:
    """Read a date with or without a time; midnight where there is none.

    Four digits in front are the year, and a month's name is the month, in any order.
    """
    written = plain_text(text)
    clean = DASHES.sub("-", written)
    found = NUMBERS_PATTERN.fullmatch(clean) or next(
        filter(None, (pattern.fullmatch(clean) for pattern in NAMED_PATTERNS)), None
    )
    if not found:
        message = f"{quoted(written)} is not a date like 02-28-2018 or February 28, 2018"
        raise UnreadableStory(message, line)
    used, year, month, day = (
        numbers_of(found["numbers"], order)
        if "numbers" in found.groupdict()
        else (order, found["year"], month_number(found["month"]), found["day"])
    )
    try:
        # Naive: `importers.times.aware` adds the newsroom's zone.
        at = datetime(full_year(year), int(month), int(day), *time_of(found))  # noqa: DTZ001
    except ValueError:
        message = f"{quoted(written)} does not exist, read {DATE_ORDERS[used]}; use --date-order"
        raise UnreadableStory(message, line) from None
    if "numbers" not in found.groupdict():
        return Dateline(f"{at.year}-{at.month}-{at.day}", at)
    return Dateline("-".join(str(int(number)) for number in parts_of(found["numbers"])), at)


def parts_of(numbers: str) -> list[str]:
    """Return the three numbers of a date."""
    return [number.strip() for number in re.split(r"[-/.]", numbers)]


def numbers_of(numbers: str, order: DateOrder) -> tuple[DateOrder, str, str, str]:
    """Return the order that is used, and year, month and day."""
    parts = parts_of(numbers)
    used: DateOrder = "ymd" if len(parts[0]) == 4 else order
    by_letter = dict(zip(used, parts, strict=True))
    return used, by_letter["y"], by_letter["m"], by_letter["d"]


def month_number(name: str) -> str:
    """Return the number of a month by its name."""
    return str(MONTHS.index(name[:3].lower()) + 1)


def full_year(year: str) -> int:
    """Return a year of two or four digits; 0, which no calendar has, for any other."""
    number = int(year)
    if len(year) == 2:
        return number + (2000 if number <= LAST_SHORT_YEAR else 1900)
    return number if number in VALID_YEARS else 0


def time_of(found: re.Match[str]) -> tuple[int, int, int]:
    """Return hour, minute and second. Raises ValueError for 13:00 PM."""
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    if half := found["half"]:
        if hour not in range(1, 13):
            raise ValueError(hour)
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    return hour, minute, second


def orders_of(text: str) -> tuple[DateOrder, ...]:
    """Return the orders in which a date exists."""
    return tuple(order for order in DATE_ORDERS if exists(text, order))


def exists(text: str, order: DateOrder) -> bool:
    """Return whether a date exists, read in an order."""
    try:
        return bool(read_date(text, order, 1))
    except UnreadableStory:
        return False
