"""Counting how often headlines were shown, and stories read from them."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby

from django.db.models import F, Q
from django.utils import timezone

from byline.plugins import StoryVisit
from byline_headline_test.models import HeadlineTest

# What the script says of a link: the test, and which headline it shows.
SOURCE = re.compile(r"headline_test:([1-9][0-9]{0,17})([ab])", re.ASCII)
# What readers did before the end of a test is counted for so long after it.
LATE_MAX = timedelta(hours=1)


def count(kind: str, visits: Iterable[StoryVisit]) -> None:
    """Add visits ("shown" or "read") to the tests that ran then, one statement a test.

    Sorted, and nothing is read before it is written: processes lose none of each other's.
    """
    found = [(visit, match) for visit in visits if (match := SOURCE.fullmatch(visit.source))]
    if not found:
        return
    recent = Q(ended_at=None) | Q(ended_at__gt=timezone.now() - LATE_MAX)
    tests = {test.pk: test for test in HeadlineTest.objects.filter(recent)}
    numbers: Counter[tuple[int, str]] = Counter()
    for visit, match in found:
        test = tests.get(int(match[1]))
        if test and test.story_id == visit.story and test.runs_at(visit.at):
            numbers[test.pk, f"{kind}_{match[2]}"] += 1
    for pk, fields in groupby(sorted(numbers.items()), key=lambda item: item[0][0]):
        added = {field: F(field) + number for (_pk, field), number in fields}
        HeadlineTest.objects.filter(pk=pk).update(**added)


def count_read(visits: Iterable[StoryVisit]) -> None:
    """Count stories that were read from the front page."""
    count("read", visits)


def count_shown(visits: Iterable[StoryVisit]) -> None:
    """Count headlines that were shown."""
    count("shown", visits)
