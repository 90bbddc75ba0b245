"""The rows of restricted pages are right whatever others do at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection, connections, transaction
from wagtail.models import Page, PageViewRestriction

from news.models import ArticlePage, SectionPage
from news.restrictions import wrong_pages
from tests.factories import ArticleFactory, SectionFactory
from tests.processes import eventually

SLUGS = "restricted", "other"


@pytest.fixture
def sections(newsroom):
    """Two sections, the first of which is to be restricted, with a story each."""
    Page.objects.filter(slug__in=SLUGS).delete()
    sections = [SectionFactory(slug=slug) for slug in SLUGS]
    for section in sections:
        ArticleFactory(parent=section, slug=f"story-of-{section.slug}")
    return sections


def restrict():
    page = Page.objects.get(slug="restricted")
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def write():
    ArticleFactory(parent=SectionPage.objects.get(slug="restricted"), signals=True)


def repeat():
    story = ArticlePage.objects.get(slug="story-of-restricted")
    story.create_alias(parent=Page.objects.get(slug="other"), update_slug="alias")


def move_in():
    page = Page.objects.get(slug="story-of-other")
    page.move(Page.objects.get(slug="restricted"), pos="last-child")


def move_out():
    page = Page.objects.get(slug="story-of-restricted")
    page.move(Page.objects.get(slug="other"), pos="last-child")


def is_waiting():
    """Return whether a transaction waits for another. SQLite does not say so."""
    if connection.vendor == "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # which is kept in a transaction
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0] > 0


@contextmanager
def waiting(act):
    """Have a thread of its own wait for the transaction in which this is used."""
    database = connections["default"]

    def act_in_thread():
        connections["default"] = database.copy()
        try:
            act()
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            yield
            done = pool.submit(act_in_thread)
            eventually(is_waiting)
        done.result(timeout=60)


@pytest.mark.parametrize("act", [write, repeat, move_in, move_out])
def test_what_is_written_while_its_section_is_restricted_is_so_too(sections, act):
    with waiting(act):
        restrict()
    assert wrong_pages() == (set(), set())


@pytest.mark.parametrize("act", [write, repeat, move_in, move_out])
def test_a_section_that_is_restricted_meanwhile_hides_what_was_written(sections, act):
    with waiting(restrict):
        act()
    assert wrong_pages() == (set(), set())
