"""The most read stories on the front page."""

from datetime import UTC, datetime, timedelta

import pytest

from home.models import HomePage
from tests.factories import ArticleFactory, SectionFactory
from tests.readership.reading import read_by

pytestmark = pytest.mark.django_db


def test_what_was_read_today_and_this_month_takes_one_place(section):
    quiet = SectionFactory()
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    read = [ArticleFactory(parent=quiet, published_at=long_ago) for _ in range(3)]
    for _ in range(60):
        ArticleFactory(parent=section)
    read_by(read[0], 9)
    read_by(read[1], 5, timedelta(days=3))
    front = HomePage.objects.get().front()
    assert front.popular == read[:2]
    assert front.rails[-1].stories == read[2:]
