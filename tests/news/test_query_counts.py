"""Pages cost the same few queries however much is on them and behind them."""

from uuid import uuid4

import pytest
from django.db import connection
from wagtail.models import Page

from news.models import ArticlePage, Author, Byline, ReadNext, Topic
from photos.renditions import make_renditions
from tests.databases import analyze
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    PhotoFactory,
    SectionFactory,
    StandardPageFactory,
    TopicFactory,
    make_now,
)
from tests.queries import capture_queries

pytestmark = pytest.mark.django_db

LISTS = ["/", "/news/", "/recent/"]
# More than SQLite's limit of values: filtering by all ids would take two queries.
MANY = 1_200


@pytest.fixture
def photo(db):
    """A photo whose files are all made."""
    photo = PhotoFactory(file__width=400, file__height=300)
    make_renditions(photo, "lead", "body", "splash", "card", "thumbnail")
    return photo


def body(per_kind, section, photo):
    """Return so many blocks of each kind, each pointing to a story of its own."""
    others = [ArticleFactory(parent=section) for _ in range(per_kind)]
    kinds = [
        [
            ("paragraph", f'<p><a linktype="page" id="{other.pk}">Read</a> on.</p>'),
            ("photo", {"photo": photo}),
            ("related", {"story": other}),
            ("tweet", {"text": "First crossing done.", "source": "https://x.com/f/status/1"}),
            ("quote", {"text": "We built the wall for the storm we remember."}),
        ]
        for other in others
    ]
    return [block for blocks in kinds for block in blocks]


def full_story(per_kind, section, photo):
    story = ArticleFactory(
        parent=section,
        lead_photo=photo,
        authors=["Mara Lind", "Jonas Berg"],
        body=body(per_kind, section, photo),
        about=[TopicFactory(), TopicFactory()],
    )
    for _ in range(min(per_kind, 4)):
        other = ArticleFactory(parent=section, lead_photo=photo)
        ReadNext.objects.create(article=story, story=other)
    make_now(story)
    return story


def test_a_story_costs_at_most_eighteen_queries_at_any_length(section, photo, count):
    short = count(full_story(3, section, photo).url)
    long = count(full_story(12, section, photo).url)
    assert short == long
    assert long <= 18


def test_photos_of_their_own_cost_a_long_story_no_query_more(section, photo, count):
    one = ArticleFactory(parent=section, lead_photo=photo, body=[("photo", {"photo": photo})])
    photos = [PhotoFactory(file__width=300, file__height=200) for _ in range(8)]
    many = ArticleFactory(
        parent=section, lead_photo=photo, body=[("photo", {"photo": p}) for p in photos]
    )
    for story in (one, many):
        make_now(story)
    assert count(one.url) == count(many.url)


def test_warm_pages_ask_nothing_about_the_files_of_photos(section, photo, client):
    story = full_story(3, section, photo)
    for other in PhotoFactory.create_batch(3, file__width=60, file__height=40):
        make_now(ArticleFactory(parent=section, lead_photo=other))
    for address in [*LISTS, story.url]:
        client.get(address)
        with capture_queries() as found:
            assert "<source" in client.get(address).text
        assert [sql for sql in found if "photorendition" in sql] == []
        assert len(found) <= 18


def test_a_list_costs_the_same_at_five_stories_and_at_forty_five(section, count):
    def add(number):
        for _ in range(number):
            photo = PhotoFactory(file__width=60, file__height=40)
            ArticleFactory(parent=section, lead_photo=photo, authors=["Mara Lind"])

    add(5)
    few = [count(address) for address in LISTS]
    add(40)
    assert [count(address) for address in LISTS] == few
    assert max(few) <= 15


def test_a_restriction_elsewhere_costs_no_page_a_query(section, count):
    addresses = [*LISTS, ArticleFactory(parent=section).url, StandardPageFactory().url]
    before = [count(address) for address in addresses]
    SectionFactory(restrict=True)
    assert [count(address) for address in addresses] == before


def repeat(story, number):
    """Put many more stories like this one into its section, as rows past Wagtail's saving."""
    page, parent = Page.objects.get(pk=story.pk), story.get_parent()
    copies = []
    for n in range(2, 2 + number):
        copy = copy_of(page, title=f"Story {n}", slug=f"story-{n}", pk=None, id=None)
        copy.path = Page._get_path(parent.path, page.depth, n)
        copy.url_path = f"{parent.url_path}story-{n}/"
        copy.translation_key = uuid4()
        copies.append(copy)
    Page.objects.bulk_create(copies, batch_size=500)
    pks = list(Page.objects.child_of(parent).exclude(pk=story.pk).values_list("pk", flat=True))
    columns = ", ".join(f.column for f in ArticlePage._meta.local_fields if not f.primary_key)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO news_articlepage (page_ptr_id, {columns}) SELECT page.id, {columns} "  # noqa: S608
            "FROM wagtailcore_page page, news_articlepage "
            "WHERE page_ptr_id = %s AND page.path LIKE %s AND page.depth = %s AND page.id != %s",
            [story.pk, f"{parent.path}%", page.depth, story.pk],
        )
    author = AuthorFactory()
    Byline.objects.bulk_create(Byline(article_id=pk, author=author, sort_order=0) for pk in pks)
    analyze(ArticlePage, Byline, Page)


def copy_of(page, **changes):
    copy = Page()
    vars(copy).update({**vars(page), **changes, "_state": copy._state})
    return copy


def test_many_stories_cost_a_list_no_query_more(section, photo, count):
    story = ArticleFactory(parent=section, lead_photo=photo, authors=["Mara Lind"])
    repeat(story, 9)
    few = [count(address) for address in LISTS]
    section.get_children().exclude(pk=story.pk).delete()
    repeat(story, MANY)
    assert ArticlePage.objects.published().count() == MANY + 1
    assert [count(address) for address in LISTS] == few


def subjects_page(kind, section, photo):
    """Make an author or a topic with one story; return the address of its page and the story."""
    author, topic = AuthorFactory(name="Mara Lind", portrait=photo), TopicFactory()
    story = ArticleFactory(parent=section, lead_photo=photo, authors=["Mara Lind"], about=[topic])
    return (author if kind == "authors" else topic).get_absolute_url(), story


@pytest.mark.parametrize("kind", ["authors", "topics"])
def test_authors_and_topics_cost_the_same_at_any_size(section, photo, count, kind):
    address, story = subjects_page(kind, section, photo)
    few = [count(address), count(f"/{kind}/")]
    assert max(few) <= 14
    repeat(story, MANY)
    topic, author = Topic.objects.get(), Author.objects.get(name="Mara Lind")
    pks = ArticlePage.objects.exclude(pk=story.pk).values_list("pk", flat=True)
    link = ArticlePage.topics.through
    link.objects.bulk_create(link(articlepage_id=pk, topic=topic) for pk in pks)
    Byline.objects.bulk_create(Byline(article_id=pk, author=author) for pk in pks)
    for _ in range(120):
        other = AuthorFactory(portrait=photo)
        Byline.objects.create(article=story, author=other)
        link.objects.create(articlepage=story, topic=TopicFactory())
    assert ArticlePage.objects.published().filter(topics=topic).count() > MANY
    assert [count(address), count(f"/{kind}/")] == few


def test_a_topic_of_many_stories_costs_what_is_read_next_no_query_more(section, photo, count):
    _, story = subjects_page("topics", section, photo)
    repeat(story, 9)
    link = ArticlePage.topics.through
    topic = Topic.objects.get()

    def tell(stories):
        link.objects.bulk_create(link(articlepage_id=other.pk, topic=topic) for other in stories)

    tell(ArticlePage.objects.exclude(pk=story.pk))
    few = count(story.url)
    section.get_children().exclude(pk=story.pk).delete()
    repeat(story, MANY)
    tell(ArticlePage.objects.exclude(pk=story.pk))
    assert topic.stories().count() == MANY + 1
    assert count(story.url) == few


def test_many_stories_cost_a_story_no_query_more(section, photo, count):
    story = full_story(0, section, photo)
    sport = SectionFactory(slug="sport", title="Sport")
    ArticleFactory(parent=sport, lead_photo=photo)  # stands beside it
    few = count(story.url)
    repeat(story, MANY)
    assert count(story.url) == few
