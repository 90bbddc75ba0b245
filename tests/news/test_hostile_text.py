"""Whatever is typed into the editor is refused with a message or harmless to readers."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from news.models import ArticlePage, Topic
from tests.factories import AuthorFactory, PhotoFactory, TopicFactory

pytestmark = pytest.mark.django_db

HARMLESS = {
    "markup": "<script>alert(1)</script> <b>bold</b> & <!-- </p></h1></main>",
    "an attribute": '" onmouseover="alert(1)" x=\'"><img src=x onerror=alert(1)>',
    "a template": "{{ request.user }} {% load static %} {% csrf_token %}",
    "right to left": "שלום \u2066 عالم \u2069 \u200f.",
    "emoji": "Ferry 🚢 👩‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿 é̷̛",
    "an address": "javascript:alert(1) data:text/html,<svg/onload=alert(1)>",
}
NO_LINK = {"source_url": ""}
NO_TWEET = {"source": "", "handle": "", "posted_on": ""}


def article_fields(text, photo, author, topic):
    """Return the form of a story with the text wherever an editor can type."""
    return {
        "title": text,
        "standfirst": text,
        "lead_photo": str(photo.pk),
        "lead_caption": text,
        "lead_credit": text,
        "search_description": text,
        "bylines": [{"author": str(author.pk), "role": text[:60]}],
        "corrections": [{"date": "2026-03-01", "text": text}],
        "topics": [topic],
        "body": [
            ("quote", {"text": text, "speaker": text, "role": text, "source": text, **NO_LINK}),
            ("tweet", {"text": text, "author": text, **NO_TWEET}),
            ("photo", {"photo": str(photo.pk), "caption": text, "credit": text}),
            ("related", {"story": "", "headline": text, "url": ""}),
        ],
    }


@pytest.fixture
def photo(db):
    return PhotoFactory(file__width=60, file__height=40)


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_hostile_text_is_shown_to_readers_as_the_text_it_is(section, desk, photo, read, text):
    author, topic = AuthorFactory(name=text), TopicFactory(name=text)
    response = desk.add(section, **article_fields(text, photo, author, topic))
    assert response.status_code == 302
    desk.client.logout()
    url = ArticlePage.objects.get().url
    page = read(url)
    shown = " ".join(page.select_one("main").text.split())
    assert shown.count(" ".join(text.split())) >= 15
    assert page.h1.text == text
    assert same_tags(page)
    for address in ["/", section.url, "/recent/"]:
        listed = read(address)
        assert listed.select_one(".card__title").text == text
        assert same_tags(listed)


def same_tags(page):
    """Return whether the page has the markup of templates only."""
    data = page.select("script[type='application/ld+json']")
    assert not any("<" in script.string for script in data)
    scripts = [script for script in page.select("script:not([src])") if script not in data]
    names = {name for tag in page.find_all(True) for name in tag.attrs}
    handlers = [name for name in names if name.startswith("on")]
    links = [a["href"] for a in page.select("a[href]") if ":" in a["href"].split("/")[0]]
    good = ("https:", "mailto:", "http:")
    return not (
        scripts or handlers or page.select("main svg, main b:not([class]), img[src=x]")
    ) and all(link.startswith(good) for link in links)


FIELDS = {
    "title": lambda text: {"title": text},
    "standfirst": lambda text: {"standfirst": text},
    "lead_caption": lambda text: {"lead_caption": text},
    "lead_credit": lambda text: {"lead_credit": text},
    "correction": lambda text: {"corrections": [{"date": "2026-03-01", "text": text}]},
    "quote": lambda text: {
        "body": [("quote", {"text": text, "speaker": "", "role": "", "source": "", **NO_LINK})]
    },
    "tweet": lambda text: {"body": [("tweet", {"text": text, "author": "", **NO_TWEET})]},
    "photo": lambda text: {"body": [("photo", {"photo": "", "caption": text, "credit": ""})]},
    "related": lambda text: {"body": [("related", {"story": "", "headline": text, "url": ""})]},
}
REFUSED = {
    "keepsake " + "a" * 10_000: "at most",
    "keepsake \x00 null": "Null characters are not allowed",
}


@pytest.mark.parametrize("fields", FIELDS.values(), ids=FIELDS)
@pytest.mark.parametrize(("text", "message"), REFUSED.items(), ids=["too long", "null"])
def test_text_that_does_not_fit_is_refused_and_kept_in_the_form(
    section, desk, fields, text, message
):
    response = desk.add(section, **fields(text))
    assert response.status_code == 200
    assert message in response.text
    assert "keepsake" in response.text
    assert "a" * 10_000 in response.text or "null" in text
    assert not ArticlePage.objects.exists()


@pytest.mark.parametrize(("text", "message"), REFUSED.items(), ids=["too long", "null"])
def test_a_role_that_does_not_fit_is_refused_and_kept_in_the_form(section, desk, text, message):
    response = desk.add(section, bylines=[{"author": str(AuthorFactory().pk), "role": text}])
    assert response.status_code == 200
    assert message in response.text
    assert "keepsake" in response.text
    assert not ArticlePage.objects.exists()


@pytest.mark.parametrize(("text", "message"), REFUSED.items(), ids=["too long", "null"])
def test_a_topic_that_does_not_fit_is_refused_and_kept_in_the_form(client, editor, text, message):
    client.force_login(editor)
    url = reverse(Topic.snippet_viewset.get_url_name("add"))
    response = client.post(url, {"name": text, "description": "", "slug": ""})
    assert response.status_code == 200
    assert message in response.text
    assert "keepsake" in response.text
    assert not Topic.objects.exists()


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_a_topic_of_any_name_gets_an_address(client, editor, text):
    client.force_login(editor)
    url = reverse(Topic.snippet_viewset.get_url_name("add"))
    response = client.post(url, {"name": text, "description": text, "slug": ""}, follow=True)
    topic = Topic.objects.get()
    assert topic.name == text.strip()
    assert topic.slug
    page = BeautifulSoup(response.content, "html.parser")
    assert page.select("img[src=x], svg[onload]") == []


# Controls, a mark that turns text backwards, a stray byte order mark, a non-character.
UNFIT = "\x01\x1b\x85\u202e\ufeff\uffff"


def test_characters_that_no_text_has_do_not_reach_readers(section, desk, photo, client):
    fields = article_fields(f"Ferry{UNFIT} sails", photo, AuthorFactory(), TopicFactory())
    assert desk.add(section, **fields).status_code == 302
    desk.client.logout()
    page = client.get(ArticlePage.objects.get().url).text
    assert "Ferry sails" in page
    assert not set(UNFIT) & set(page)


def test_characters_that_no_text_has_do_not_get_into_topics(client, editor):
    client.force_login(editor)
    url = reverse(Topic.snippet_viewset.get_url_name("add"))
    data = {"name": f"Ferry{UNFIT}", "description": f"Boats{UNFIT}", "slug": ""}
    assert client.post(url, data).status_code == 302
    topic = Topic.objects.get()
    assert (topic.name, topic.description) == ("Ferry", "Boats")
