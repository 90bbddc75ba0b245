"""Sitemaps list what readers may see, with the time of its last change."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Site

from news.models import ArticlePage, Author, Byline, Correction, Newsroom
from seo import sitemaps
from tests.factories import (
    ArticleFactory,
    PhotoFactory,
    SectionFactory,
    StandardPageFactory,
    TopicFactory,
    make_now,
)
from tests.seo.sitemap_rules import entries

pytestmark = pytest.mark.django_db

PUBLISHED = datetime(2026, 3, 5, 9, tzinfo=UTC)


def part(client, kind, number=0):
    return entries(client.get(reverse("seo:part", args=[kind, number])))


def locations(found):
    return [entry["loc"].removeprefix("http://localhost") for entry in found]


def change(story, **fields):
    ArticlePage.objects.filter(pk=story.pk).update(**fields)


@pytest.fixture(autouse=True)
def one_part(monkeypatch):
    """Whatever ids other tests have used up."""
    monkeypatch.setattr(sitemaps, "PART_SIZE", 1_000_000)


def test_the_index_names_every_part_that_is_not_empty(client, section, monkeypatch):
    story = ArticleFactory(parent=section, authors=["Mara Lind"], about=[TopicFactory()])
    monkeypatch.setattr(sitemaps, "PART_SIZE", 1)
    numbers = {
        "stories": story.pk,
        "authors": story.bylines.get().author_id,
        "topics": story.topics.get().pk,
        "pages": section.pk,
    }
    found = locations(entries(client.get("/sitemap.xml")))
    assert {f"/sitemaps/{kind}-{pk}.xml" for kind, pk in numbers.items()} <= {*found}
    assert [one for one in found if "pages" not in one] == [
        f"/sitemaps/{kind}-{numbers[kind]}.xml" for kind in ("stories", "authors", "topics")
    ]
    for address in found:
        assert len(entries(client.get(address))) == 1


@pytest.mark.parametrize("address", ["stories-7", "stories-00", "stories-99999", "users-0"])
def test_an_empty_part_is_not_there(client, address):
    assert client.get(f"/sitemaps/{address}.xml").status_code == 404


def test_parts_list_all_kinds_of_pages(client, section):
    about = StandardPageFactory(slug="über-uns")
    story = ArticleFactory(parent=section, authors=["Mara Lind"], about=[TopicFactory(slug="sea")])
    assert locations(part(client, "stories")) == [story.get_absolute_url()]
    assert {"/", "/news/", "/%C3%BCber-uns/"} <= {*locations(part(client, "pages"))}
    assert about.get_absolute_url() in locations(part(client, "pages"))
    assert locations(part(client, "authors")) == ["/authors/mara-lind/"]
    assert locations(part(client, "topics")) == ["/topics/sea/"]


def test_what_readers_must_not_see_is_in_no_sitemap(client, section):
    closed = SectionFactory(restrict=True)
    gone = SectionFactory(live=False)
    for number, options in enumerate(
        [
            {"draft": True},
            {"future": True},
            {"expired": True},
            {"restrict": True},
            {"parent": closed},
            {"parent": gone},
        ]
    ):
        names = {"authors": [f"Hidden {number}"], "about": [TopicFactory(slug=f"hidden-{number}")]}
        ArticleFactory(**{"parent": section, "slug": f"hidden-{number}", **names, **options})
    StandardPageFactory(slug="hidden-page", live=False)
    ArticleFactory(parent=section, authors=["Mara Lind"], about=[TopicFactory()])
    addresses = [*locations(entries(client.get("/sitemap.xml"))), "/news-sitemap.xml"]
    texts = [client.get(address).text for address in addresses]
    assert all(entries(client.get(address)) for address in addresses)
    for address in ("hidden", closed.url_path, gone.url_path):
        assert not [text for text in texts if address.removeprefix("/home") in text]


def test_an_alias_is_listed_by_its_source_alone(client, section):
    story = ArticleFactory(parent=section)
    story.create_alias(parent=SectionFactory())
    assert locations(part(client, "stories")) == [story.get_absolute_url()]
    assert locations(entries(client.get("/news-sitemap.xml"))) == [story.get_absolute_url()]


CHANGES = {
    "published": ({}, None, PUBLISHED),
    "published again with a typing error less": (
        {"last_published_at": PUBLISHED + timedelta(9)},
        None,
        PUBLISHED,
    ),
    "updated in substance": (
        {"updated_at": PUBLISHED + timedelta(1)},
        None,
        PUBLISHED + timedelta(1),
    ),
    "corrected": (
        {"last_published_at": PUBLISHED + timedelta(1, hours=2)},
        date(2026, 3, 6),
        PUBLISHED + timedelta(1, hours=2),
    ),
    "corrected, and published again later": (
        {"last_published_at": PUBLISHED + timedelta(9)},
        date(2026, 3, 6),
        datetime(2026, 3, 6, 23, 59, 59, tzinfo=UTC),
    ),
    "imported with a correction": (
        {"last_published_at": None},
        date(2026, 3, 6),
        datetime(2026, 3, 6, tzinfo=UTC),
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_story_changes_when_it_is_published_updated_or_corrected(client, section, what):
    fields, corrected, expected = CHANGES[what]
    story = ArticleFactory(parent=section)
    change(story, published_at=PUBLISHED, **fields)
    if corrected:
        Correction.objects.create(article=story, date=corrected, text="A typing error.")
    for found in (part(client, "stories"), entries(client.get("/sitemap.xml"))[:1]):
        assert [datetime.fromisoformat(one["lastmod"]) for one in found] == [expected]


def test_of_a_list_no_change_is_claimed_and_of_a_standard_page_its_publication(client, section):
    about = StandardPageFactory()
    Page.objects.update(last_published_at=PUBLISHED)
    found = {one["loc"]: one.get("lastmod") for one in part(client, "pages")}
    assert found["http://localhost/news/"] is None
    assert datetime.fromisoformat(found[about.full_url]) == PUBLISHED


def test_the_lead_photo_of_a_story_is_named_once_it_has_a_file(client, section):
    story = ArticleFactory(parent=section, lead_photo=PhotoFactory())
    assert client.get("/sitemaps/stories-0.xml").text.count("image:loc") == 0
    make_now(story)
    text = client.get("/sitemaps/stories-0.xml").text
    url = story.lead_photo.renditions.get(filter_spec=sitemaps.PICTURE_SPEC).full_url
    assert f"<image:image><image:loc>{url}</image:loc></image:image>" in text
    part(client, "stories")


def test_the_news_sitemap_has_two_days_but_nothing_that_is_paid_for(client, section):
    Newsroom.objects.update_or_create(site=Site.objects.get(), defaults={"name": "Tide & Times"})
    new = ArticleFactory(parent=section, title="Ferry <sold> & \x02moved")
    ArticleFactory(parent=section, label="sponsored")
    ArticleFactory(parent=section, published_at=timezone.now() - timedelta(days=2, minutes=1))
    older = ArticleFactory(parent=section, published_at=timezone.now() - timedelta(days=1))
    first, second = entries(client.get("/news-sitemap.xml"))
    assert (first["loc"], second["loc"]) == (new.full_url, older.full_url)
    assert (first["title"], first["name"], first["language"]) == (
        "Ferry <sold> & moved",
        "Tide & Times",
        "en",
    )
    assert datetime.fromisoformat(first["publication_date"]) == new.published_at


def test_the_news_sitemap_has_a_limit(client, section, monkeypatch):
    monkeypatch.setattr(sitemaps, "NEWS_LIMIT", 2)
    for _ in range(3):
        ArticleFactory(parent=section)
    assert len(entries(client.get("/news-sitemap.xml"))) == 2


def grow(section, number):
    for _ in range(number):
        story = ArticleFactory(
            parent=section,
            authors=[f"Author of {Author.objects.count()}"],
            about=[TopicFactory()],
            lead_photo=PhotoFactory(),
        )
        Correction.objects.create(article=story, text="It was ten.")
        StandardPageFactory()


def test_sitemaps_cost_the_same_for_three_stories_and_thirty(client, section, count):
    addresses = ["/sitemap.xml", "/news-sitemap.xml"]
    addresses += [f"/sitemaps/{kind}-0.xml" for kind in sitemaps.KINDS]
    grow(section, 3)
    few = [count(address) for address in addresses]
    grow(section, 27)
    assert [count(address) for address in addresses] == few
    assert few == [6, 2, 2, 2, 2, 2]


class TestCached:
    ADDRESSES = ("/sitemap.xml", "/sitemaps/stories-0.xml", "/news-sitemap.xml")

    @pytest.fixture
    def story(self, section):
        return ArticleFactory(parent=section, signals=True)

    def assert_changed(self, visitor, *addresses):
        assert visitor.rendered_by_django(*self.ADDRESSES) == {*addresses}

    @pytest.fixture(autouse=True)
    def warm(self, story, visitor):
        visitor.rendered_by_django(*self.ADDRESSES)
        self.assert_changed(visitor)

    def test_a_published_story_is_in_them_at_once(self, story, visitor, committed, section):
        with committed():
            ArticleFactory(parent=section, signals=True, slug="new")
        for address in self.ADDRESSES[1:]:
            assert b"/news/new/" in visitor.get(address).body

    def test_a_story_that_is_taken_down_is_not(self, story, visitor, committed):
        with committed():
            story.unpublish()
        assert visitor.get(self.ADDRESSES[1]).status == 404
        assert story.slug.encode() not in visitor.get(self.ADDRESSES[2]).body

    def test_an_update_of_substance_is(self, story, visitor, committed):
        story.substantial_update = True
        with committed():
            story.save()
        self.assert_changed(visitor, *self.ADDRESSES)

    def test_a_draft_changes_nothing(self, story, visitor, committed):
        with committed():
            story.save_revision()
        self.assert_changed(visitor)

    def test_a_move_is(self, story, visitor, committed):
        with committed():
            story.move(SectionFactory(slug="sport"), pos="last-child")
        assert b"/sport/" in visitor.get(self.ADDRESSES[1]).body

    def test_an_author_with_another_address_is(self, story, visitor, committed):
        author = Author.objects.create(name="Mara Lind")
        Byline.objects.create(article=story, author=author)
        assert b"/mara-lind/" in visitor.get("/sitemaps/authors-0.xml").body
        author.slug = "mara"
        with committed():
            author.save()
        assert b"/authors/mara/" in visitor.get("/sitemaps/authors-0.xml").body
