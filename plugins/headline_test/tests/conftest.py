"""A story on the front page, a test of its headline, and who may start one."""

import pytest
from django.utils import timezone

from byline_headline_test import lifecycle
from byline_headline_test.models import HeadlineTest
from tests.factories import ArticleFactory
from tests.home.placing import front_page

A, B = "Ferry crosses the strait", "The ferry that burns nothing"


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section, title=A, slug="ferry")


@pytest.fixture
def start(editor):
    """Start a test of a story."""

    def start_(story, headline=B, hours=24):
        return lifecycle.start(front_page(), story, headline, hours, editor)

    return start_


@pytest.fixture
def test_of(db):
    """Return the only test, as it is stored."""
    return HeadlineTest.objects.get


@pytest.fixture
def now():
    return timezone.now()
