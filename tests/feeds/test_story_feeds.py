"""Feeds of all stories, of sections, topics and authors."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Site
from wagtail.rich_text import RichText

from news.feeds.formats import FEED_FORMATS
from news.models import Byline, Newsroom
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    PhotoFactory,
    SectionFactory,
    TopicFactory,
    hidden_stories,
)

FORMATS = list(FEED_FORMATS)
# The link of oEmbed has no title.
FEED_LINKS = "link[rel=alternate][title]"


@pytest.fixture
def topic(db):
    return TopicFactory(name="Harbour")


@pytest.fixture
def author(db):
    return AuthorFactory(name="Mara Lind")


def addresses(section, topic, author):
    """Return the addresses of all feeds of stories, but for their formats."""
    return [
        "/feeds/",
        f"/feeds/sections/{section.pk}/",
        f"/feeds/topics/{topic.pk}/",
        f"/feeds/authors/{author.pk}/",
    ]


@pytest.fixture
def feeds(section, topic, author):
    return [f"{a}{kind}/" for a in addresses(section, topic, author) for kind in FORMATS]


def titles(feed):
    return [item.title for item in feed.items]


def test_every_format_says_the_same(section, topic, author, feed):
    lead = PhotoFactory(credit="Jo Reed / Courier")
    story = ArticleFactory(
        title="Ferry & “boat” <fast>",
        standfirst="Why it <matters> & to whom.",
        parent=section,
        label="analysis",
        lead_photo=lead,
        about=[topic],
        body=[("paragraph", RichText("<p>It <b>sails</b>.</p>"))],
    )
    Byline.objects.create(article=story, author=author)
    Byline.objects.create(article=story, author=AuthorFactory(name="Jo Reed"), role="Photography")
    found = [feed(f"/feeds/{kind}/").items for kind in FORMATS]
    assert found[0] == found[1] == found[2]
    (item,) = found[0]
    assert item.title == story.title
    assert item.summary == story.standfirst
    assert item.link == story.full_url
    assert item.authors == ["Mara Lind"]
    assert item.categories == ["News", "Analysis", "Harbour"]
    assert item.published == item.updated == story.published_at.replace(microsecond=0)
    assert item.credit == "Jo Reed / Courier"
    assert "<p>It <b>sails</b>.</p>" in item.html
    assert "<small>Jo Reed / Courier</small>" in item.html


def test_the_newest_stories_come_first_and_each_feed_has_its_own(section, topic, author, feed):
    now = timezone.now()
    ArticleFactory(title="Old", parent=section, published_at=now - timedelta(days=1), about=[topic])
    ArticleFactory(title="New", parent=section, authors=["Mara Lind"])
    ArticleFactory(title="Elsewhere", published_at=now - timedelta(days=2))
    all_stories, in_section, on_topic, by_author = addresses(section, topic, author)
    assert titles(feed(f"{all_stories}rss/")) == ["New", "Old", "Elsewhere"]
    assert titles(feed(f"{in_section}rss/")) == ["New", "Old"]
    assert titles(feed(f"{on_topic}atom/")) == ["Old"]
    assert titles(feed(f"{by_author}json/")) == ["New"]


@pytest.mark.parametrize("kind", FORMATS)
def test_titles_and_links_are_those_of_the_pages(section, topic, author, feed, kind):
    ArticleFactory(parent=section, about=[topic], authors=[author.name])
    found = [feed(f"{address}{kind}/") for address in addresses(section, topic, author)]
    root = Site.objects.get().root_url
    assert [(one.title, one.link.removeprefix(root)) for one in found] == [
        ("Byline", "/"),
        ("News – Byline", "/news/"),
        ("Harbour – Byline", "/topics/harbour/"),
        ("Mara Lind – Byline", "/authors/mara-lind/"),
    ]
    assert [one.own.removeprefix(root) for one in found] == [
        f"{address}{kind}/" for address in addresses(section, topic, author)
    ]


def test_no_more_than_thirty_stories_are_in_it(section, feed):
    for _ in range(31):
        ArticleFactory(parent=section)
    assert len(feed("/feeds/rss/").items) == 30


def test_what_is_hidden_is_in_none(section, topic, author, feeds, feed):
    shown = {"about": [topic], "authors": [author.name]}
    ArticleFactory(title="Shown", parent=section, **shown)
    hidden_stories(section, **shown)
    gone = SectionFactory(title="Gone", live=False)
    ArticleFactory(title="Hidden in an unpublished section", parent=gone, **shown)
    for address in feeds:
        assert titles(feed(address)) == ["Shown"], address


def test_what_readers_do_not_see_has_no_feed(client, section, topic, author):
    hidden_stories(section, about=[topic], authors=[author.name])
    restricted, draft = SectionFactory(restrict=True), SectionFactory(live=False)
    expired = SectionFactory(expire_at=timezone.now() - timedelta(minutes=1))
    for address in [
        f"/feeds/topics/{topic.pk}/",
        f"/feeds/authors/{author.pk}/",
        *(f"/feeds/sections/{one.pk}/" for one in (restricted, draft, expired)),
        *(f"/feeds/{kind}/{10**30}/" for kind in ("sections", "topics", "authors")),
        f"/feeds/sections/{ArticleFactory(parent=section).pk}/",
    ]:
        for kind in FORMATS:
            assert client.get(f"{address}{kind}/").status_code == 404, address


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/feeds/xml/", "/feeds/RSS/", "/feeds/rss"])
def test_other_addresses_are_no_feeds(client, address):
    assert client.get(address).status_code in {301, 404}
    assert client.post("/feeds/rss/").status_code == 405


def test_an_empty_feed_is_valid(section, feed):
    for kind in FORMATS:
        assert feed(f"/feeds/sections/{section.pk}/{kind}/").items == []


def test_ids_do_not_change_with_addresses_and_hosts(section, topic, author, feeds, feed):
    story = ArticleFactory(parent=section, about=[topic], authors=[author.name])
    before = {address: [item.id for item in feed(address).items] for address in feeds}
    sport = SectionFactory(title="Sport")
    story.slug, story.title = "renamed", "Renamed"
    story.save_revision().publish()
    section.slug = "old-news"
    section.save_revision().publish()
    site = Site.objects.get()
    site.hostname, site.port = "paper.example", 443
    site.save()
    for address in feeds:
        assert [item.id for item in feed(address).items] == before[address]
        assert "paper.example" in feed(address).items[0].link
    story.refresh_from_db()
    story.move(sport, pos="last-child")
    moved = feed(f"/feeds/sections/{sport.pk}/rss/").items
    assert [item.id for item in moved] == before["/feeds/rss/"]
    assert UUID(moved[0].id.removeprefix("urn:uuid:")) == story.translation_key


def test_a_story_that_repeats_another_has_its_own_id_and_is_not_in_the_feed_of_all(section, feed):
    story = ArticleFactory(title="Twice", parent=section)
    other = SectionFactory()
    CreatePageAliasAction(story, parent=other).execute(skip_permission_checks=True)
    assert titles(feed("/feeds/rss/")) == ["Twice"]
    (repeated,) = feed(f"/feeds/sections/{other.pk}/rss/").items
    assert repeated.title == "Twice"
    assert repeated.id != feed("/feeds/rss/").items[0].id


def test_the_time_of_an_update_is_told(section, feed):
    at = timezone.now().replace(microsecond=0)
    ArticleFactory(parent=section, published_at=at - timedelta(hours=2), updated_at=at)
    for kind in FORMATS:
        (item,) = feed(f"/feeds/{kind}/").items
        assert (item.published, item.updated) == (at - timedelta(hours=2), at)


@pytest.mark.parametrize("kind", FORMATS)
def test_editors_choose_a_summary(section, feed, kind):
    Newsroom.objects.create(site=Site.objects.get(), feed_text="summary")
    photo = PhotoFactory()
    ArticleFactory(parent=section, standfirst="Why it matters.", lead_photo=photo)
    ArticleFactory(parent=section, title="Bare", published_at=timezone.now() - timedelta(days=1))
    first, bare = feed(f"/feeds/{kind}/").items
    assert (first.html, first.summary) == ("", "Why it matters.")
    assert first.image
    assert first.credit == photo.credit
    assert (bare.html, bare.summary) == ("", "")


@pytest.mark.parametrize("text", ["full", "summary"])
def test_a_sponsored_story_says_who_paid(section, feed, text):
    Newsroom.objects.create(site=Site.objects.get(), feed_text=text)
    ArticleFactory(
        parent=section,
        label="sponsored",
        sponsor="Ellside & Co",
        standfirst="A boat.",
        body=[("paragraph", RichText('<p><a href="https://ad.example/">Buy</a></p>'))],
    )
    (item,) = feed("/feeds/atom/").items
    assert item.summary == "Sponsored · Paid for by Ellside & Co. A boat."
    assert "Sponsored" in item.categories
    if text == "full":
        assert "<strong>Sponsored · Paid for by Ellside &amp; Co</strong>" in item.html
        assert '<a href="https://ad.example/" rel="sponsored">' in item.html


@pytest.mark.parametrize(("text", "kind"), [("full", "rss"), ("summary", "json")])
def test_the_queries_are_the_same_for_three_stories_and_for_thirty(section, count, kind, text):
    Newsroom.objects.create(site=Site.objects.get(), feed_text=text)
    related = ArticleFactory(parent=section)

    def add(number):
        for n in range(number):
            story = ArticleFactory(
                parent=section,
                lead_photo=PhotoFactory(),
                about=[TopicFactory()],
                authors=[f"Author {kind} {number} {n}"],
                body=[
                    ("paragraph", RichText(f'<p><a linktype="page" id="{related.pk}">a</a></p>')),
                    ("photo", {"photo": PhotoFactory()}),
                    ("related", {"story": related}),
                ],
            )
            story.corrections.create(text="It was another boat.")

    add(2)
    few = count(f"/feeds/{kind}/")
    add(27)
    assert count(f"/feeds/{kind}/") == few


@pytest.fixture
def ids(section, topic, author):
    """The ids of a story and of what it is in."""
    story = ArticleFactory(parent=section, slug="ferry", about=[topic], authors=[author.name])
    return {"section": section.pk, "story": story.pk, "topic": topic.pk, "author": author.pk}


@pytest.mark.parametrize(
    ("address", "feeds"),
    [
        ("/", ["/feeds/"]),
        ("/recent/", ["/feeds/"]),
        ("/recent/?section=news", ["/feeds/sections/{section}/"]),
        ("/news/", ["/feeds/sections/{section}/"]),
        ("/news/ferry/", ["/feeds/sections/{section}/", "/comments/on/{story}/"]),
        ("/topics/harbour/", ["/feeds/topics/{topic}/"]),
        ("/authors/mara-lind/", ["/feeds/authors/{author}/"]),
    ],
)
def test_pages_name_their_feeds(read, feed, ids, address, feeds):
    soup = read(address)
    links = soup.select(FEED_LINKS)
    expected = [f"{one.format(**ids)}{kind}/" for one in feeds for kind in FORMATS]
    assert [link["href"] for link in links] == expected
    assert all(link["title"] for link in links)
    types = [FEED_FORMATS[kind].content_type.partition(";")[0] for kind in FORMATS]
    assert [link["type"] for link in links] == types * len(feeds)
    for one in expected:
        feed(one)
    assert soup.select_one(".footer a[href='/feeds/']").text == "RSS feeds"


def test_lists_link_to_their_feeds(read, section, topic, author):
    ArticleFactory(parent=section, about=[topic], authors=[author.name])
    for page, feed in [
        ("/news/", f"/feeds/sections/{section.pk}/rss/"),
        ("/topics/harbour/", f"/feeds/topics/{topic.pk}/rss/"),
        ("/authors/mara-lind/", f"/feeds/authors/{author.pk}/rss/"),
    ]:
        assert read(page).select_one(f"main a[href='{feed}']").text == "RSS"


def test_a_page_lists_the_feeds_of_all_stories_and_of_sections_in_each_format(read, section):
    SectionFactory(title="Draft", live=False)
    SectionFactory(title="Secret", restrict=True)
    items = read("/feeds/").select("main .names__item")
    expected = [("All stories", "/feeds/"), ("News", f"/feeds/sections/{section.pk}/")]
    assert [item.select_one(".names__link").text for item in items] == [n for n, _ in expected]
    for item, (_name, address) in zip(items, expected, strict=True):
        links = {link.text: link["href"] for link in item.select(".names__text a")}
        labels = zip(("RSS", "Atom", "JSON Feed"), FORMATS, strict=True)
        assert links == {label: f"{address}{kind}/" for label, kind in labels}


def test_the_page_of_feeds_costs_the_same_however_many_sections_there_are(count, section):
    one = count("/feeds/")
    SectionFactory.create_batch(10)
    assert count("/feeds/") == one


def test_a_story_without_comments_names_no_feed_of_them(read, section):
    story = ArticleFactory(parent=section, commenting="hidden")
    links = [link["href"] for link in read(story.url).select(FEED_LINKS)]
    assert links == [f"/feeds/sections/{section.pk}/{kind}/" for kind in FORMATS]


def test_the_hub_is_named_where_one_is_set(section, feed, client, settings):
    assert not feed("/feeds/rss/").hub
    assert "Link" not in client.get("/feeds/rss/")
    settings.WEBSUB_HUB_URL = "https://hub.example/"
    for kind in FORMATS:
        found = feed(f"/feeds/{kind}/")
        assert found.hub == "https://hub.example/"
        link = client.get(f"/feeds/{kind}/")["Link"]
        assert link == f'<https://hub.example/>; rel="hub", <{found.own}>; rel="self"'
