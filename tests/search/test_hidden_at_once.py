"""What readers may not see any more is nowhere from that moment on, before the index knows it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from news.models import ArticlePage, Topic
from search.models import Entry
from tests.factories import SectionFactory
from tests.search.logging_queries import promote

# The story has it with a capital letter: so it differs from a typed query.
WORD, TYPED = "Quomberatelli", "quomberatelli"


def restrict(page):
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def change(story, **fields):
    ArticlePage.objects.filter(pk=story.pk).update(**fields)


HIDE = {
    "unpublished": lambda story: story.unpublish(),
    "restricted": restrict,
    "in a section that is restricted": lambda story: restrict(story.section),
    "embargoed": lambda story: change(story, published_at=timezone.now() + timedelta(hours=1)),
    "expired": lambda story: change(story, expire_at=timezone.now()),
}


@pytest.fixture
def get_pages(client):
    """Request every page that may show the story."""
    addresses = [
        f"/search/?q={TYPED}",
        f"/search/?q={TYPED}&order=newest",
        f"/search/?q={TYPED}&section=harbour-life",
        f"/search/?q={TYPED[:-1]}x",  # corrected
        f"/search/?q={TYPED}+zzzzzz+sea",  # near
        "/search/?q=ferry",  # counted, beside another story
        "/search/suggest/?q=quomb",
        "/search/suggest/?q=harbour",
        f"/search/feed/atom/?q={TYPED}",
    ]

    def pages():
        return [client.get(address) for address in addresses]

    return pages


@pytest.mark.django_db
@pytest.mark.parametrize("how", HIDE)
def test_it_is_in_no_list_count_suggestion_feed_or_correction(publish, get_pages, how):
    section = SectionFactory(title="Harbour life", slug="harbour-life", signals=True)
    topic = Topic.objects.create(name="Harbour topic")
    story = publish(
        f"The {WORD} ferry",
        parent=section,
        authors=["Harbour Lund"],
        about=[topic],
        body=[("paragraph", f"<p>{WORD} went to sea in a ferry.</p>")],
    )
    publish("Another ferry")
    promote(TYPED, story)
    before = get_pages()
    *_, counted, _headlines, names, _feed = before
    assert all(WORD in page.content.decode() for page in before if page is not names)
    assert counted.context["total"] == 2
    assert {found["kind"] for found in names.json()["suggestions"]} == {
        "section",
        "topic",
        "author",
    }

    HIDE[how](story)

    assert Entry.objects.filter(pk=story.pk).exists()
    pages = get_pages()
    *_, counted, headlines, names, _feed = pages
    assert counted.context["total"] == 1
    for facet in counted.context["facets"]:
        assert not [choice for choice in facet.choices if "Harbour" in choice.label]
    assert headlines.json() == {"suggestions": []}
    assert {found["kind"] for found in names.json()["suggestions"]} <= {"section"}
    for page in pages:
        assert story.url not in page.content.decode()
        assert WORD not in page.content.decode()
