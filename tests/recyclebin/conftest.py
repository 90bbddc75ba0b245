"""Fixtures of items to delete."""

import pytest

from news.models import ArticlePage
from tests.factories import ArticleFactory


@pytest.fixture
def story(section):
    story = ArticleFactory(parent=section, slug="ferry", title="A ferry")
    story.save_revision().publish()
    return ArticlePage.objects.get(pk=story.pk)
