"""Helpers for tests of front pages."""

from datetime import UTC, datetime, timedelta

from home.models import FrontPlacement, HomePage
from news.models import SectionPlacement
from tests.factories import ArticleFactory

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def add_stories(number, *sections, **fields):
    """Add stories an hour apart to the sections in turn, the newest first."""
    return [
        ArticleFactory(
            parent=sections[n % len(sections)],
            published_at=NOON - timedelta(hours=n),
            **fields,
        )
        for n in range(number)
    ]


def front_page():
    return HomePage.objects.get()


def composed():
    """Return the stories of the front page."""
    return front_page().front()


def place(story, slot="top", page=None, **fields):
    """Place a story on the front page, or on the front of a section."""
    model = SectionPlacement if page else FrontPlacement
    page = page or front_page()
    fields.setdefault("sort_order", page.placements.count())
    return model.objects.create(page=page, story=story, slot=slot, **fields)


def notes_of(front):
    return {note.placement.story_id: note.text for note in front.notes}
