"""What a story has that decides what stands on pages which do not show it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page
from wagtail.rich_text import RichText

from news.models import ArticlePage, SectionPage, SectionPlacement
from tests.comments.conversing import add_comment
from tests.factories import (
    ArticleFactory,
    PhotoFactory,
    SectionFactory,
    StandardPageFactory,
    TopicFactory,
)

WALL = "/news/wall/"
SECOND = "/recent/?page=2"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def boat(section):
    """A story that is shown neither on the front page nor beside the newest one."""
    boat = ArticleFactory(parent=section, slug="boat", title="A boat")
    for number in range(20):
        ArticleFactory(parent=section, slug=f"between-{number}")
    ArticleFactory(parent=section, slug="wall")
    return boat


def tags_of(visitor, address):
    assert visitor.get(address).status == 200
    assert visitor.is_kept(address)
    return next(
        page for key, page in visitor.cache.store.entries.items() if key.path == address
    ).tags


def test_a_story_that_gets_a_photo_may_stand_on_the_front_page(visitor, boat, committed):
    tags = tags_of(visitor, "/")
    below = next(
        story for story in ArticlePage.objects.newest_first() if story.cache_tag not in tags
    )
    with committed():
        below.lead_photo = PhotoFactory()
        below.save_revision().publish()
    assert not visitor.is_kept("/")


def test_comments_that_are_hidden_are_named_under_no_other(visitor, boat, committed):
    named = add_comment(boat)
    add_comment(ArticlePage.objects.get(slug="wall"), text=f">>{named.pk} Quite so.")
    assert boat.cache_tag not in tags_of(visitor, WALL)
    link = f"/comments/{named.pk}/"
    assert link in visitor.get(WALL).body.decode()
    with committed():
        boat.commenting = "hidden"
        boat.save_revision().publish()
    assert link not in visitor.get(WALL).body.decode()


def has(visitor, address, words):
    return words in visitor.get(address).body.decode()


@pytest.mark.parametrize(
    ("before", "after", "address"),
    [
        ({}, {"published_at": timezone.now() - MINUTE}, "/"),
        ({}, {"label": "opinion"}, "/"),
        ({"live": False}, {"live": True}, SECOND),
        ({"expire_at": timezone.now() - MINUTE}, {"expire_at": None}, SECOND),
    ],
    ids=["date", "label", "live", "expiry"],
)
@pytest.mark.usefixtures("boat")
def test_a_story_comes_onto_a_page_that_did_not_show_it(visitor, committed, before, after, address):
    ArticlePage.objects.filter(slug="boat").update(**before)
    assert not has(visitor, address, "A boat")
    assert visitor.is_kept(address)
    boat = ArticlePage.objects.get(slug="boat")
    for name, value in after.items():
        setattr(boat, name, value)
    with committed():
        boat.save()
    assert has(visitor, address, "A boat")


def test_a_story_that_repeats_another_no_more_is_listed(visitor, boat, committed):
    ArticlePage.objects.filter(pk=boat.pk).update(alias_of=ArticlePage.objects.get(slug="wall"))
    assert not has(visitor, SECOND, "A boat")
    boat = ArticlePage.objects.get(pk=boat.pk)
    boat.alias_of = None
    with committed():
        boat.save()
    assert has(visitor, SECOND, "A boat")


def test_a_topic_is_listed_once_it_has_a_story(visitor, boat, committed):
    harbour = TopicFactory(name="Harbour")
    assert not has(visitor, "/topics/", "Harbour")
    with committed():
        boat.topics.add(harbour)
        boat.save_revision().publish()
    assert has(visitor, "/topics/", "Harbour")


TAKEN = {
    "unpublished as one of many": lambda story: Page.objects.get(pk=story.pk).unpublish(),
    "deleted": lambda story: story.delete(),
    "moved to a closed section": lambda story: story.move(
        SectionPage.objects.get(slug="closed"), pos="last-child"
    ),
}


@pytest.mark.parametrize("take", TAKEN.values(), ids=TAKEN)
def test_a_story_that_is_taken_away_leaves_lists_that_do_not_show_it(
    visitor, boat, section, committed, take
):
    SectionFactory(slug="closed", restrict=True)
    last = ArticleFactory(parent=section, authors=["Mara Lind"])
    assert has(visitor, "/authors/", "Mara Lind")
    for address in (SECOND, "/news/?page=2"):
        visitor.get(address)
        assert visitor.is_kept(address)
    with committed():
        take(last)
    assert not has(visitor, "/authors/", "Mara Lind")
    assert visitor.rendered_by_django(SECOND, "/news/?page=2") == {SECOND, "/news/?page=2"}


def test_a_placed_draft_of_another_section_appears_when_it_is_published(
    visitor, boat, section, committed
):
    draft = ArticleFactory(parent=SectionFactory(), title="A match", draft=True)
    SectionPlacement.objects.create(page=section, story=draft, slot="lead")
    assert not has(visitor, "/news/", "A match")
    assert visitor.is_kept("/news/")
    with committed():
        draft.save_revision().publish()
    assert has(visitor, "/news/", "A match")


def test_a_link_leads_to_a_draft_from_when_it_is_published(visitor, section, committed):
    draft = ArticleFactory(parent=section, slug="boat", draft=True)
    text = RichText(f'<p>As <a linktype="page" id="{draft.pk}">it is</a>.</p>')
    StandardPageFactory(slug="about", body=[("paragraph", text)])
    assert not has(visitor, "/about/", "/news/boat/")
    assert visitor.is_kept("/about/")
    with committed():
        draft.save_revision().publish()
    assert has(visitor, "/about/", "/news/boat/")
