"""Dates in plain language, as readers type them into a search.

Read here and not by a library such as dateparser, which takes half of all words for dates.
"""

import re
from calendar import day_name, month_name, monthrange
from contextlib import suppress
from datetime import date, timedelta
from typing import NamedTuple

MONTH_NUMBERS = {name[:3].lower(): number for number, name in enumerate(month_name) if name}
WEEKDAY_NUMBERS = {name.lower(): number for number, name in enumerate(day_name)}
COUNT_WORDS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
COUNT_WORDS |= {"seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}

# Numbers below it are more often something else.
BARE_YEAR_MIN = 1900

# Spaces are single ones and numbers have few digits: nothing to backtrack over.
_MONTH = rf"(?:{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in month_name[1:])}|sept)\.?"
_DAY = "[0-9]{1,2}(?:st|nd|rd|th)?"
_WEEKDAY = "|".join(day_name)
_COUNT = f"[0-9]{{1,4}}|{'|'.join(COUNT_WORDS)}"
_CERTAIN_DATE = (
    f"today|yesterday|(?:this|last) (?:week|month|year)|last (?:{_WEEKDAY})"
    f"|(?:{_COUNT}) (?:day|week|month|year)s? ago"
    r"|[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}"
    f"|(?:{_DAY} (?:of )?{_MONTH}|{_MONTH} {_DAY})(?:,? [0-9]{{4}}|(?!,? [0-9]{{3}}))"
    f"|{_MONTH},? [0-9]{{4}}"
)
_ANY_DATE = rf"{_CERTAIN_DATE}|{_MONTH}(?!,? [0-9])|{_WEEKDAY}|[0-9]{{4}}"
_DATE_PATTERN = re.compile(
    # A word that is excluded, or part of an address, is no date.
    r"(?<![\w./-])(?ai:"
    f"(?:between|from) (?P<start>{_ANY_DATE}) (?:and|to|until) (?P<end>{_ANY_DATE})"
    f"|(?P<side>since|after|before|until) (?P<mark>{_ANY_DATE})"
    f"|(?:in|on|from|during) (?P<within>{_ANY_DATE})"
    f"|(?P<plain>{_CERTAIN_DATE})"
    "|(?:(?:in|over|from|during) )?(?:the )?(?:last|past)"
    f" (?:(?P<count>{_COUNT}) |(?!day))(?P<unit>day|week|month|year)(?(count)s?)"
    # The last word: "2012 phenomenon" is no date.
    "|(?P<year>[0-9]{4})(?=[.,;:?!]*$)"
    r")(?:['’][sS])?(?![\w'’-]|[.,:/][0-9])[.,;:?!]*"
)


class Span(NamedTuple):
    """Days that stories were published on; None where it is open."""

    first: date | None
    last: date | None  # inclusive
    name: str


class _Days(NamedTuple):
    first: date
    last: date
    name: str


def find_dates(text: str, today: date) -> tuple[Span | None, str]:
    """Return the span that the text names, and the text without it.

    The first one counts; a second one may close it at its open end. Others stay words, as do
    days that no calendar has.
    """
    span, rest, end = None, "", 0
    tidy = " ".join(text.split())
    for match in _DATE_PATTERN.finditer(tidy):
        found = _read(match, today)
        if found and span:
            found = _join(span, found)
        if found:
            span, rest, end = found, rest + tidy[end : match.start()], match.end()
    return (span, " ".join((rest + tidy[end:]).split())) if span else (None, text)


def _read(match: re.Match[str], today: date) -> Span | None:
    """Return the span that a match names; None where there are no such days."""
    part = {name: text.lower() for name, text in match.groupdict().items() if text}
    try:
        if "end" in part:
            return _between(part["start"], part["end"], today)
        if "side" in part:
            return _beside(part["side"], _days(part["mark"], today))
        if "unit" in part:
            return _since_ago(_count(part.get("count", "1")), part["unit"], today)
        if "year" in part:
            return _bare_year(int(part["year"]), today)
        return Span(*_days(part.get("within") or part["plain"], today))
    except (ValueError, OverflowError):
        return None


def _join(span: Span, other: Span) -> Span | None:
    """Return where two spans meet, each open at the end that the other closes; else None."""
    since, until = (span, other) if span.last is None else (other, span)
    if not since.first or since.last or until.first or not until.last or since.first > until.last:
        return None
    return Span(since.first, until.last, f"{span.name} {other.name}")


def _between(one: str, other: str, today: date) -> Span:
    """Return the days from one date to another; one without a year is the last before that."""
    end = _days(other, today)
    start, end = sorted([_days(one, min(today, end.last)), end])
    return Span(start.first, max(start.last, end.last), f"from {start.name} to {end.name}")


def _beside(side: str, days: _Days) -> Span:
    """Return the days on one side of some; since and until take those in."""
    name, day = f"{side} {days.name}", timedelta(1)
    if side in {"since", "after"}:
        return Span(days.first if side == "since" else days.last + day, None, name)
    return Span(None, days.last if side == "until" else days.first - day, name)


def _since_ago(count: int, unit: str, today: date) -> Span:
    """Return the days since so many days, weeks, months or years ago."""
    name = f"the last {count} {unit}s" if count != 1 else f"the past {unit}"
    return Span(_ago(count, unit, today), today, name)


def _ago(count: int, unit: str, today: date) -> date:
    """Return the day so many days, weeks, months or years ago."""
    if unit in {"day", "week"}:
        return today - timedelta(**{f"{unit}s": count})
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "year" else 1)
    last = _calendar(months // 12, months % 12 + 1).last
    return last.replace(day=min(today.day, last.day))


def _count(text: str) -> int:
    """Return a number in figures or as a word."""
    return COUNT_WORDS.get(text) or int(text)


def _bare_year(year: int, today: date) -> Span | None:
    """Return a year that stands by itself; None where the number hardly means one."""
    return Span(*_calendar(year)) if BARE_YEAR_MIN <= year <= today.year else None


def _days(text: str, today: date) -> _Days:
    """Return the days that a date means. Raises ValueError or OverflowError: there are none."""
    if days := _relative_days(text, today):
        return days
    numbers = re.findall("[0-9]+", text)
    months = [MONTH_NUMBERS[word] for word in re.findall("[a-z]{3}", text) if word in MONTH_NUMBERS]
    if not months:
        return _calendar(*map(int, reversed(numbers) if "." in text else numbers))
    years = [int(number) for number in numbers if len(number) == 4]
    month = [*months, *(int(number) for number in numbers if len(number) < 4)]
    for year in years or range(today.year, today.year - 9, -1):  # 29 February is rare
        with suppress(ValueError):
            days = _calendar(year, *month)
            if years or days.first <= today:
                return days
    raise ValueError


def _relative_days(text: str, today: date) -> _Days | None:
    """Return the days that a date means by what day it is; None where it names them itself."""
    if text in {"today", "yesterday"}:
        day = today - timedelta(text == "yesterday")
        return _Days(day, day, text)
    if text.endswith(" ago"):
        return _days_ago(text, today)
    if (weekday := text.removeprefix("last ")) in WEEKDAY_NUMBERS:
        return _weekday(weekday, today - timedelta(weekday != text))
    return _around(text, today) if text.startswith(("this ", "last ")) else None


def _days_ago(text: str, today: date) -> _Days:
    """Return the day, week, month or year so long ago."""
    count, unit, _ago_word = text.split()
    unit = unit.removesuffix("s")
    day = _ago(_count(count), unit, today)
    days = _Days(day, day, text) if unit == "day" else _around(f"this {unit}", day)
    return days._replace(name=text)


def _weekday(name: str, latest: date) -> _Days:
    """Return the latest day of that name."""
    day = latest - timedelta((latest.weekday() - WEEKDAY_NUMBERS[name]) % 7)
    return _calendar(day.year, day.month, day.day)


def _around(text: str, today: date) -> _Days:
    """Return the days of this or the last week (from Monday), month or year."""
    which, unit = text.split()
    if unit == "week":
        monday = today - timedelta(today.weekday() + 7 * (which == "last"))
        return _Days(monday, monday + timedelta(6), text)
    first = today.replace(day=1) if unit == "month" else today.replace(month=1, day=1)
    within = first - timedelta(which == "last")
    days = _calendar(within.year, within.month) if unit == "month" else _calendar(within.year)
    return days._replace(name=text)


def _calendar(year: int, month: int | None = None, day: int | None = None) -> _Days:
    """Return the days of a year, a month or a day."""
    if not 1000 <= year < 9999:  # no newspaper is as old, nor does a clock show more
        raise ValueError
    if month is None:
        return _Days(date(year, 1, 1), date(year, 12, 31), str(year))
    if day is None:
        last = date(year, month, monthrange(year, month)[1])
        return _Days(last.replace(day=1), last, f"{month_name[month]} {year}")
    only = date(year, month, day)
    return _Days(only, only, f"{day} {month_name[month]} {year}")
