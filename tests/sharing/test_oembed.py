"""A story on other sites: oEmbed, and the card in a frame."""

import json
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup

from byline.pagecache import changed
from news.querysets import pages_tags
from tests.factories import ArticleFactory, PhotoFactory, SectionFactory, hidden_stories


@pytest.fixture
def story(section):
    return ArticleFactory(
        parent=section,
        title="Ferry & “tram” <b>",
        standfirst="It is quiet.",
        authors=["Mara Lind"],
        lead_photo=PhotoFactory(),
    )


@pytest.fixture
def ask(client):
    """Ask for the card of an address."""

    def get(url, status=200, **query):
        response = client.get(f"/oembed/?{urlencode({'url': url, **query})}")
        assert response.status_code == status
        return response

    return get


def frame_in(html):
    return BeautifulSoup(html, "lxml").iframe


def test_the_page_of_a_story_leads_to_its_card(story, read, client):
    link = read(story.url).select_one('link[type="application/json+oembed"]')
    card = client.get(link["href"]).json()
    assert card["title"] == story.title
    frame = frame_in(card["html"])
    assert frame["title"] == story.title
    shown = read(frame["src"])
    assert shown.h1.a["href"] == story.full_url
    assert shown.h1.text == story.title
    texts = [shown.select_one(f".embed__{part}").text for part in ("kicker", "standfirst")]
    assert texts == ["News", "It is quiet."]
    assert shown.select_one("figcaption").text == "Mara Lind / Courier"


def test_the_card_has_what_the_specification_requires(story, ask):
    card = ask(story.full_url).json()
    html = card.pop("html")
    frame = frame_in(html)
    assert (frame["width"], frame["height"]) == ("560", "460")
    assert card.pop("thumbnail_url").startswith("http://localhost/media/")
    assert card == {
        "type": "rich",
        "version": "1.0",
        "title": story.title,
        "author_name": "Mara Lind",
        "author_url": "http://localhost/authors/mara-lind/",
        "provider_name": "Byline",
        "provider_url": "http://localhost/",
        "cache_age": 3600,
        "thumbnail_width": 90,
        "thumbnail_height": 60,
        "width": 560,
        "height": 460,
    }


def test_xml_says_the_same_as_json(story, ask):
    xml = ask(story.full_url, format="xml")
    assert xml["Content-Type"] == "text/xml; charset=utf-8"
    root = ET.fromstring(xml.content)  # noqa: S314
    assert root.tag == "oembed"
    data = ask(story.full_url, format="json").json()
    assert {part.tag: part.text for part in root} == {name: str(v) for name, v in data.items()}


def test_xml_has_no_character_that_it_must_not_have(section, ask):
    story = ArticleFactory(parent=section, title="A\x0bB ]]> \ud7ff", slug="a")
    root = ET.fromstring(ask(story.full_url, format="xml").content)  # noqa: S314
    assert root.find("title").text == "AB ]]> \ud7ff"


def test_other_formats_are_not_implemented(story, ask):
    ask(story.full_url, status=501, format="yaml")


@pytest.mark.parametrize(
    ("query", "size"),
    [
        ({"maxwidth": 300}, (300, 460)),
        ({"maxheight": 200}, (560, 200)),
        ({"maxwidth": 9000, "maxheight": 9000}, (560, 460)),
        ({"maxwidth": 0}, (1, 460)),
        ({"maxwidth": "-3", "maxheight": "wide"}, (560, 460)),
        ({"maxwidth": "9" * 400}, (560, 460)),
    ],
)
def test_the_frame_is_no_larger_than_the_site_asks(story, ask, query, size):
    card = ask(story.full_url, **query).json()
    assert (card["width"], card["height"]) == size


def test_no_thumbnail_is_larger_than_the_site_asks(story, ask):
    assert "thumbnail_url" in ask(story.full_url, maxwidth=90).json()
    assert "thumbnail_url" not in ask(story.full_url, maxwidth=89).json()


def test_stories_that_readers_may_not_see_have_neither_card_nor_frame(section, ask, client, read):
    for hidden in hidden_stories(section):
        ask(hidden.full_url, status=404)
        assert client.get(f"/embed/{hidden.pk}/").status_code == 404


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://localhost/",
        "http://localhost/news/",
        "http://other.example/news/ferry/",
        "javascript://localhost/news/ferry/",
        "//localhost/news/ferry/",
        "http://[localhost/news/ferry/",
        "http://localhost/news/ferry/more/",
        "http://localhost/admin/pages/",
        "http://localhost/news/%00/",
        "news/ferry",
    ],
)
def test_other_addresses_have_no_card(section, ask, url):
    ArticleFactory(parent=section, slug="ferry")
    ask(url, status=404)


@pytest.mark.parametrize(
    "url",
    [
        "https://localhost/news/ferry/",
        "http://localhost/news/ferry?utm_source=x#comments",
        "http://localhost:8000/news/f%65rry/",
    ],
)
def test_an_address_may_be_written_in_several_ways(section, ask, url):
    ArticleFactory(parent=section, slug="ferry", title="Ferry")
    assert ask(url).json()["title"] == "Ferry"


def test_the_frame_may_stand_on_every_site_and_nothing_else_may(story, client):
    frame, page = client.get(f"/embed/{story.pk}/"), client.get(story.url)
    policy = frame["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "X-Frame-Options" not in frame
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "SAMEORIGIN"


def test_the_frame_has_no_cookie_and_no_script_and_is_not_indexed(story, client, read):
    assert not client.get(f"/embed/{story.pk}/").cookies
    page = read(f"/embed/{story.pk}/")
    assert page.script is None
    assert page.select_one('meta[name="robots"]')["content"] == "noindex"
    assert page.select_one('link[rel="canonical"]')["href"] == story.full_url
    assert {link["target"] for link in page.select("a")} == {"_blank"}


def test_a_frame_says_who_paid(section, read):
    story = ArticleFactory(parent=section, label="sponsored", sponsor="Harbour Ltd")
    page = read(f"/embed/{story.pk}/")
    assert page.select_one(".embed__kicker").text == "Sponsored · Paid for by Harbour Ltd"
    assert "sponsored" in page.h1.a["rel"]


def test_card_and_frame_are_cached_and_follow_the_story(
    section, visitor, django_capture_on_commit_callbacks
):
    story = ArticleFactory(parent=section, title="Ferry", slug="ferry")
    card, frame = f"/oembed/?url={story.full_url}", f"/embed/{story.pk}/"
    for address in (card, frame):
        assert b"Ferry" in visitor.get(address).body
        assert visitor.is_kept(address)
    with django_capture_on_commit_callbacks(execute=True):
        story.title = "Tram"
        story.save()
    assert json.loads(visitor.get(card).body)["title"] == "Tram"
    assert visitor.get(frame).page.h1.text == "Tram"
    with django_capture_on_commit_callbacks(execute=True):
        story.unpublish()
    assert [visitor.get(address).status for address in (card, frame)] == [404, 404]


@pytest.mark.parametrize("more", ["?x=1", "&maxwidth=300", "/"])
def test_what_has_endless_ways_to_be_asked_is_not_cached(section, visitor, more):
    story = ArticleFactory(parent=section, slug="ferry")
    address = f"/oembed/?url={story.full_url}{more}"
    assert visitor.get(address).status == 200
    assert not visitor.is_kept(address)


@pytest.mark.parametrize("url", ["http://localhost/news/f%2500", "http://localhost/news/%00"])
def test_an_address_with_characters_that_no_database_takes_has_no_card(section, ask, url):
    ask(url, 404)


@pytest.mark.parametrize(
    "address", ["/embed/99999999999999999999/", f"/share-pictures/story/{'9' * 20}/x.png"]
)
def test_a_number_beyond_all_ids_is_not_there(client, db, address):
    assert client.get(address).status_code == 404


def test_the_card_of_an_alias_is_gone_with_its_source(
    section, visitor, django_capture_on_commit_callbacks
):
    story = ArticleFactory(parent=section, slug="ferry")
    alias = story.create_alias(parent=SectionFactory())
    address = f"/oembed/?url={alias.full_url}"
    assert f"/embed/{story.pk}/" in json.loads(visitor.get(address).body)["html"]
    assert visitor.is_kept(address)
    with django_capture_on_commit_callbacks(execute=True):
        changed(*pages_tags([story.pk]))
    assert not visitor.is_kept(address)


def test_card_and_frame_cost_the_same_few_queries(section, count):
    def cost(authors):
        story = ArticleFactory(parent=section, authors=authors)
        return [count(f"/oembed/?url={story.full_url}"), count(f"/embed/{story.pk}/")]

    few = cost(["One"])
    assert cost([f"Author {n}" for n in range(30)]) == few
    assert max(few) <= 7
