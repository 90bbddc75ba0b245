"""What an answer costs does not grow with what is in it; the page cache keeps it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ReferenceIndex

from tests.api.calling import ROOT
from tests.comments.conversing import add_comment
from tests.factories import ArticleFactory, PhotoFactory, SectionFactory, TopicFactory, make_now
from tests.pagecache.visiting import Visitor, connection_kept

pytestmark = pytest.mark.django_db
LISTS = ("stories", "sections", "authors", "topics", "photos")


def publish(number):
    """Publish so many stories, each with everything of its own."""
    for _ in range(number):
        story = ArticleFactory(
            parent=SectionFactory(),
            lead_photo=PhotoFactory(),
            authors=[f"Author {SectionFactory._meta.model.objects.count()}"],
            about=[TopicFactory(), TopicFactory()],
        )
        author = story.bylines.get().author
        author.portrait = PhotoFactory()
        author.save()
        ReferenceIndex.create_or_update_for_object(story)
        make_now(story)


@pytest.mark.parametrize("kind", LISTS)
def test_lists_cost_the_same_for_3_and_30(count, kind):
    address = f"{ROOT}/{kind}/?limit=100"
    publish(3)
    few = count(address)
    publish(27)
    assert count(address) == few <= 6


def test_a_body_costs_the_same_for_3_and_30_blocks(count, section):
    other = ArticleFactory(parent=section)
    queries = []
    for number in (3, 30):
        body = [
            block
            for _ in range(number)
            for block in [
                ("paragraph", f'<p><a linktype="page" id="{other.pk}">It</a></p>'),
                ("related", {"story": other}),
                ("photo", {"photo": PhotoFactory(), "caption": "", "credit": ""}),
            ]
        ]
        story = ArticleFactory(parent=section, body=body)
        make_now(story)
        queries.append(count(f"{ROOT}/stories/{story.pk}/"))
    assert queries[0] == queries[1] <= 14


def test_comments_cost_the_same_for_3_and_30(count, section):
    story = ArticleFactory(parent=section)
    address = f"{ROOT}/stories/{story.pk}/comments/?limit=100"
    for _ in range(3):
        add_comment(story)
    few = count(address)
    for _ in range(27):
        add_comment(story)
    assert count(address) == few <= 4


@pytest.fixture
def visitor(db):
    with connection_kept():
        made = Visitor()
        yield made
        made.leave()


def test_an_answer_is_kept_until_it_changes(visitor, section, django_capture_on_commit_callbacks):
    address = f"{ROOT}/stories/"
    assert visitor.get(address).status == 200
    first = visitor.get(address)
    assert len(visitor.rendered) == 1
    assert visitor.get(address, if_none_match=first.headers["etag"]).status == 304
    with django_capture_on_commit_callbacks(execute=True):
        ArticleFactory(parent=section, title="Wall holds", signals=True)
    assert b"Wall holds" in visitor.get(address).body
    assert len(visitor.rendered) == 2


def test_a_story_that_is_taken_down_is_gone_at_once(
    visitor, section, django_capture_on_commit_callbacks
):
    story = ArticleFactory(parent=section, signals=True)
    address = f"{ROOT}/stories/{story.pk}/"
    assert [visitor.get(address).status for _ in range(2)] == [200, 200]
    assert len(visitor.rendered) == 1
    with django_capture_on_commit_callbacks(execute=True):
        story.unpublish()
    assert visitor.get(address).status == 404


def test_a_comment_is_in_the_list_at_once(visitor, section, django_capture_on_commit_callbacks):
    story = ArticleFactory(parent=section)
    address = f"{ROOT}/stories/{story.pk}/comments/"
    assert b"Well said" not in visitor.get(address).body
    visitor.get(address)
    assert len(visitor.rendered) == 1
    with django_capture_on_commit_callbacks(execute=True):
        add_comment(story, "Well said.")
    assert b"Well said" in visitor.get(address).body


def test_every_list_and_thing_is_kept(visitor, section):
    publish(1)
    addresses = [f"{ROOT}/{kind}/?limit=3&fields=id" for kind in LISTS]
    for address in addresses * 2:
        assert visitor.get(address).status == 200
    assert len(visitor.rendered) == len(addresses)


SEARCHES = ["stories/?q=harbour", "stories/?speaker=Ann", "stories/?credit=jo", "photos/?credit=jo"]


@pytest.mark.parametrize("search", SEARCHES)
def test_searches_are_not_kept_and_limited(visitor, section, settings, search, time_machine):
    time_machine.move_to("2026-11-23T10:00:10Z", tick=False)
    settings.SEARCHES_PER_MINUTE = 2
    statuses = [visitor.get(f"{ROOT}/{search}").status for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert len(visitor.rendered) == 3


def test_fields_are_kept_once_in_whatever_order_they_stand(visitor, section):
    for fields in ("id,name", "name,id", "name,name,id", "id,%20name"):
        visitor.get(f"{ROOT}/sections/?fields={fields}")
    assert len(visitor.rendered) == 1


def test_without_the_page_cache_an_answer_has_an_etag(client, section):
    ArticleFactory(parent=section)
    first = client.get(f"{ROOT}/stories/")
    again = client.get(f"{ROOT}/stories/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    with CaptureQueriesContext(connection) as captured:
        client.head(f"{ROOT}/sections/")
    assert len(captured) <= 2
