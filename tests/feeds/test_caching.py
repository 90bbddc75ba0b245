"""Feeds are cached like pages, answer 304, and follow every change."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from news.feeds.formats import FEED_FORMATS
from news.models import Byline, Newsroom
from search.index import index_stories
from tests.factories import ArticleFactory, AuthorFactory, PhotoFactory, TopicFactory, make_now
from tests.feeds.validation import CONTENT_TYPES
from tests.search.indexing import index

SEARCH = "/search/feed/{}/?q=ferry"


@pytest.fixture
def story(section):
    story = ArticleFactory(
        parent=section, title="Ferry", about=[TopicFactory()], lead_photo=PhotoFactory()
    )
    Byline.objects.create(article=story, author=AuthorFactory())
    make_now(story)
    index(story)
    return story


@pytest.fixture
def addresses(story):
    feeds = [
        "/feeds/{}/",
        f"/feeds/sections/{story.section_id}/{{}}/",
        f"/feeds/topics/{story.topics.get().pk}/{{}}/",
        f"/feeds/authors/{story.bylines.get().author_id}/{{}}/",
        SEARCH,
    ]
    return [feed.format(kind) for feed in feeds for kind in FEED_FORMATS]


def test_a_feed_that_a_reader_has_is_not_sent_again(addresses, visitor):
    for address in addresses:
        answer = visitor.get(address)
        kind = next(kind for kind in FEED_FORMATS if f"/{kind}/" in address)
        assert answer.headers["content-type"] == CONTENT_TYPES[kind]
        assert answer.headers["x-robots-tag"] == "noindex"
        again = visitor.get(address, if_none_match=answer.headers["etag"])
        assert (again.status, again.body) == (304, b"")
        assert visitor.is_kept(address)


def edit(story):
    story.title = "Ferry again"
    story.save_revision().publish()


def take_down(story):
    story.unpublish()


def delete(story):
    story.delete()


def restrict(story):
    PageViewRestriction.objects.create(page=story, restriction_type="login")


def choose_summaries(story):
    newsroom = Newsroom.for_site(story.get_site())
    newsroom.feed_text = "summary"
    newsroom.save()


def rename_the_topic(story):
    topic = story.topics.get()
    topic.name = "Another name"
    topic.save()


def credit_the_photo(story):
    story.lead_photo.credit = "Somebody else"
    story.lead_photo.save()


CHANGES = [edit, take_down, delete, restrict, choose_summaries, rename_the_topic, credit_the_photo]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_in_every_feed_at_once(story, addresses, visitor, committed, change):
    before = {address: visitor.get(address).body for address in addresses}
    assert all(b"Ferry" in body for body in before.values())
    with committed():
        change(story)
    gone = change in {take_down, delete, restrict}
    for address in addresses:
        answer = visitor.get(address)
        assert answer.body != before[address], address
        if gone:
            assert story.url.encode() not in answer.body


def test_a_new_story_is_in_the_feeds_at_once(story, section, addresses, visitor, committed):
    for address in addresses:
        visitor.get(address)
    with committed():
        new = ArticleFactory(parent=section, title="New ferry", signals=True)
        new.topics.set(story.topics.all())
        new.bylines.add(Byline(author=story.bylines.get().author))
        new.save_revision().publish()
        index(new)
    for address in addresses:
        assert b"New ferry" in visitor.get(address).body, address


def test_a_story_is_in_the_feed_of_a_search_as_soon_as_it_is_indexed(section, visitor, committed):
    story = ArticleFactory(parent=section, title="New ferry")
    address = SEARCH.format("rss")
    assert b"New ferry" not in visitor.get(address).body
    assert visitor.is_kept(address)
    with committed():
        index_stories([story.pk])
    assert b"New ferry" in visitor.get(address).body


def test_an_embargo_ends_and_a_story_expires_by_the_clock(section, visitor, time_machine):
    now = timezone.now()
    ArticleFactory(parent=section, title="Later", published_at=now + timedelta(minutes=5))
    ArticleFactory(parent=section, title="Sooner", expire_at=now + timedelta(minutes=9))
    address = "/feeds/rss/"
    assert b"Later" not in visitor.get(address).body
    assert visitor.is_kept(address)
    time_machine.move_to(now + timedelta(minutes=6), tick=False)
    assert b"Later" in visitor.get(address).body
    time_machine.move_to(now + timedelta(minutes=10), tick=False)
    assert b"Sooner" not in visitor.get(address).body
