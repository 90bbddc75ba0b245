"""What every test may use."""

import pytest
from bs4 import BeautifulSoup
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from tests.factories import SectionFactory, UserFactory
from tests.processes import database_url, newsroom, port

__all__ = ["database_url", "newsroom", "port"]


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    """Keep each test's uploads apart, and forget what others cached."""
    settings.MEDIA_ROOT = tmp_path / "media"
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture
def section(db):
    """A section of the newspaper: Front page > News."""
    return SectionFactory(title="News", slug="news")


@pytest.fixture
def editor(db):
    """Somebody who may publish."""
    return UserFactory(username="editor", group="Editors")


@pytest.fixture
def read(client):
    """Get an address as a reader and return the page, parsed."""

    def get(url, status=200):
        response = client.get(url)
        assert response.status_code == status
        return BeautifulSoup(response.content, "html.parser")

    return get


@pytest.fixture
def count(client, settings):
    """Count the queries of an address: all caches cold but the site's root paths.

    And the rankings, which are made once a minute at most, whoever asks.
    """

    def queries(address):
        assert client.get(address).status_code == 200
        for name in set(settings.CACHES) - {"readership"}:
            caches[name].clear()
        Site.get_site_root_paths()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    return queries
