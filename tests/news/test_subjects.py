"""The pages of authors and topics."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from news.models import Author, Byline
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    PhotoFactory,
    TopicFactory,
    hidden_stories,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
KINDS = ["authors", "topics"]


@pytest.fixture
def author(db):
    return AuthorFactory(name="Mara Lind", job_title="Harbour correspondent", bio="On the quay.")


@pytest.fixture
def topic(db):
    return TopicFactory(name="Ferries", description="All that crosses the water.")


@pytest.fixture(params=KINDS)
def subject(request, author, topic):
    """An author or a topic, each in turn."""
    return {"authors": author, "topics": topic}[request.param]


def of(subject):
    """Return the fields of a story that make it one of the subject's."""
    return {"authors": [subject.name]} if subject.address == "news:author" else {"about": [subject]}


def add_stories(section, subject, number):
    for n in range(number):
        at = NOON - timedelta(hours=n)
        title = f"Story number {n}"
        ArticleFactory(parent=section, title=title, published_at=at, **of(subject))


def headlines(page):
    return [title.text for title in page.select("main .card__title")]


def test_an_author_has_a_page(section, author, read):
    author.email, author.website = "mara@courier.example", "https://mara.example/"
    author.portrait = PhotoFactory(file__width=300, file__height=200, credit="Jo Reed")
    author.save()
    ArticleFactory(parent=section, authors=["Mara Lind"])
    page = read("/authors/mara-lind/")
    assert page.h1.text == "Mara Lind"
    assert page.title.text == "Mara Lind – Byline"
    profile = page.select_one(".profile")
    assert "Harbour correspondent" in profile.text
    assert "On the quay." in profile.text
    assert "Jo Reed" in profile.text
    assert profile.img["width"] == profile.img["height"]
    feed = f"/feeds/authors/{Author.objects.get(name='Mara Lind').pk}/rss/"
    links = [link["href"] for link in profile.select("a")]
    assert links == ["mailto:mara@courier.example", "https://mara.example/", feed]


def test_a_topic_has_a_page(section, topic, read):
    ArticleFactory(parent=section, about=[topic])
    page = read("/topics/ferries/")
    assert page.h1.text == "Ferries"
    assert "All that crosses the water." in page.select_one(".list-header").text


def test_a_page_of_stories_has_the_newest_first_and_goes_on(section, subject, read):
    add_stories(section, subject, 25)
    address = subject.get_absolute_url()
    first, second = read(address), read(f"{address}?page=2")
    assert headlines(first) == [f"Story number {n}" for n in range(20)]
    assert headlines(second) == [f"Story number {n}" for n in range(20, 25)]
    assert second.select_one("a[rel=prev]")["href"] == address
    assert ", page 2 – " in second.title.text


def test_a_page_of_stories_has_one_address_and_a_social_card(section, subject, read):
    add_stories(section, subject, 21)
    address = subject.get_absolute_url()
    page = read(f"{address}?page=2&from=mail")
    assert page.select_one("link[rel=canonical]")["href"] == f"http://localhost{address}?page=2"
    first = read(f"{address}?from=mail")
    assert first.select_one("link[rel=canonical]")["href"] == f"http://localhost{address}"
    assert first.select_one("meta[property='og:title']")["content"] == subject.name
    assert first.select_one("meta[property='og:description']")["content"]


def test_a_page_that_is_not_there_is_not_found(section, subject, client):
    add_stories(section, subject, 1)
    for address in (subject.get_absolute_url(), f"/{subject._meta.model_name}s/"):
        for number in ["0", "2", "-1", "abc", "", "9" * 5000, "%00", "1.5", "²"]:
            assert client.get(f"{address}?page={number}").status_code == 404, (address, number)


def test_hidden_stories_take_no_place(section, subject, read):
    add_stories(section, subject, 1)
    hidden_stories(section, **of(subject))
    page = read(subject.get_absolute_url())
    assert headlines(page) == ["Story number 0"]
    assert "Hidden" not in str(page)


def test_without_a_story_that_readers_may_see_there_is_no_page(section, subject, client):
    assert client.get(subject.get_absolute_url()).status_code == 404
    hidden_stories(section, **of(subject))
    assert client.get(subject.get_absolute_url()).status_code == 404
    listed = client.get(f"/{subject._meta.model_name}s/")
    assert listed.status_code == 200
    assert subject.name not in listed.text
    assert "yet" in listed.text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("slug", ["nobody", "-", "0", "a" * 300])
def test_an_unknown_name_is_not_found(db, client, kind, slug):
    assert client.get(f"/{kind}/{slug}/").status_code == 404


def test_those_with_stories_are_listed_by_name(section, read):
    for name in ["Zora", "Anna"]:
        ArticleFactory(parent=section, authors=[name], about=[TopicFactory(name=f"On {name}")])
    people, subjects = read("/authors/"), read("/topics/")
    assert [a.text for a in people.select(".names__link")] == ["Anna", "Zora"]
    assert [a["href"] for a in subjects.select(".names__link")] == [
        "/topics/on-anna/",
        "/topics/on-zora/",
    ]
    assert people.title.text == "Authors – Byline"


def test_a_long_list_of_names_goes_on(section, read):
    story = ArticleFactory(parent=section)
    for n in range(101):
        Byline.objects.create(article=story, author=AuthorFactory(name=f"Author {n:03}"))
    first, second = read("/authors/"), read("/authors/?page=2")
    assert len(first.select(".names__link")) == 100
    assert [a.text for a in second.select(".names__link")] == ["Author 100"]


def test_a_story_by_somebody_in_two_roles_is_listed_once(section, author, read):
    story = ArticleFactory(parent=section, title="Both", authors=["Mara Lind"])
    Byline.objects.create(article=story, author=author, role="Photography")
    assert headlines(read(author.get_absolute_url())) == ["Both"]


def test_a_story_that_is_repeated_is_listed_once(section, subject, read):
    add_stories(section, subject, 1)
    subject.stories().get().create_alias(update_slug="again")
    assert headlines(read(subject.get_absolute_url())) == ["Story number 0"]


def test_a_story_leads_to_its_authors_and_topics(section, author, topic, read):
    story = ArticleFactory(parent=section, authors=["Mara Lind"], about=[topic])
    page = read(story.url)
    assert page.select_one(".bylines a")["href"] == "/authors/mara-lind/"
    assert page.select_one(".topics a")["href"] == "/topics/ferries/"


def test_a_deleted_portrait_leaves_the_author(section, author, read):
    author.portrait = PhotoFactory(file__width=60, file__height=40)
    author.save()
    ArticleFactory(parent=section, authors=["Mara Lind"])
    author.portrait.delete()
    assert read("/authors/mara-lind/").select_one(".profile img") is None


def test_pages_of_people_and_topics_are_the_same_for_everybody(section, subject, client):
    add_stories(section, subject, 1)
    for address in (subject.get_absolute_url(), f"/{subject._meta.model_name}s/"):
        response = client.get(address)
        assert not response.cookies
        assert "cookie" not in response.get("Vary", "").lower()


def test_staff_meet_the_user_bar_on_these_pages_too(section, subject, client, editor):
    add_stories(section, subject, 1)
    client.force_login(editor)
    for address in (subject.get_absolute_url(), f"/{subject._meta.model_name}s/"):
        response = client.get(address)
        assert response.status_code == 200
        assert "wagtail-userbar" in response.text


@pytest.mark.parametrize(
    ("handle", "is_right"),
    [
        ("@mara@social.example", True),
        ("@mara_lind.1@news.social.example", True),
        ("@mara@bücher.example", True),
        ("mara@social.example", False),
        ("@mara", False),
        ("@mara@localhost", False),
        ("@mara@social.example/@other", False),
        ("@mara@social.example\n", False),
        ("@ma ra@social.example", False),
        ("https://social.example/@mara", False),
    ],
)
def test_a_fediverse_handle_has_a_name_and_a_server(handle, is_right):
    author = Author(name="Mara Lind", slug="mara-lind", fediverse=handle)
    with nullcontext() if is_right else pytest.raises(ValidationError, match="@name@server"):
        author.clean_fields()


def test_the_fediverse_handle_is_a_link_on_the_authors_page(section, read):
    story = ArticleFactory(parent=section, authors=["Mara Lind"])
    Author.objects.update(fediverse="@mara@social.example")
    author = story.bylines.get().author
    link = read(author.get_absolute_url()).select_one(".profile a")
    assert (link.text, link["href"]) == ("@mara@social.example", "https://social.example/@mara")
    assert "me" in link["rel"]
