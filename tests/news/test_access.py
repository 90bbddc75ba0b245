"""Readers open restricted pages and documents with a password or a sign-in only."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from news.access import PASSWORD_TRIES_LIMIT
from news.models import ArticlePage
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db
SECRET = "Ferry to be sold"


@pytest.fixture
def story(section):
    published_at = datetime(2026, 11, 1, tzinfo=UTC)
    return ArticleFactory(parent=section, title=SECRET, slug="ferry", published_at=published_at)


@pytest.fixture
def password(section):
    return PageViewRestriction.objects.create(
        page=section, restriction_type="password", password="tide table"
    )


@pytest.fixture
def reader():
    """A client that enforces CSRF checks."""
    return Client(enforce_csrf_checks=True)


def form_of(response):
    return BeautifulSoup(response.content, "lxml").select_one("main form")


def send(reader, response, **fields):
    """Fill in the form of a page and send it."""
    form = form_of(response)
    given = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    return reader.post(form["action"], {**given, **fields})


def expect_kept_by_no_cache(response):
    assert {"no-store", "private"} <= set(re.split(r",\s*", response["Cache-Control"]))


def test_a_reader_opens_a_page_with_its_password(story, password, reader):
    asked = reader.get(story.url)
    assert SECRET not in asked.text
    expect_kept_by_no_cache(asked)
    wrong = send(reader, asked, password="low water")
    assert "not correct" in wrong.text
    assert SECRET not in wrong.text
    expect_kept_by_no_cache(wrong)
    opened = send(reader, wrong, password="tide table")
    assert (opened.status_code, opened.url) == (302, story.url)
    page = reader.get(story.url)
    assert page.status_code == 200
    assert SECRET in page.text
    expect_kept_by_no_cache(page)


def test_the_form_leads_to_no_other_site(story, password, reader):
    opened = send(
        reader, reader.get(story.url), password="tide table", return_url="https://evil.example/"
    )
    assert (opened.status_code, opened.url) == (302, "/")


def test_who_tries_many_passwords_has_to_wait(story, password, reader, time_machine):
    asked = reader.get(story.url)
    time_machine.move_to("2026-11-23T10:01:00Z", tick=False)
    for _ in range(PASSWORD_TRIES_LIMIT):
        assert send(reader, asked, password="a guess").status_code == 200
    refused = send(reader, asked, password="tide table")
    assert refused.status_code == 429
    assert refused["Retry-After"] == "840"
    assert "in 14 minutes" in refused.text
    assert SECRET not in reader.get(story.url).text
    time_machine.move_to("2026-11-23T10:15:00Z", tick=False)
    assert send(reader, asked, password="tide table").status_code == 302


@pytest.mark.parametrize("kind", ["draft", "future", "expired"])
def test_nobody_is_asked_for_the_password_of_a_page_that_is_not_there(
    section, password, client, kind
):
    story = ArticleFactory(parent=section, title=SECRET, **{kind: True})
    address = f"/_util/authenticate_with_password/{password.pk}/{story.pk}/"
    assert client.get(address).status_code == 404


def test_a_password_opens_the_form_of_no_other_page(story, client):
    elsewhere = ArticleFactory(parent__slug="elsewhere")
    password = PageViewRestriction.objects.create(
        page=elsewhere, restriction_type="password", password="tide table"
    )
    address = f"/_util/authenticate_with_password/{password.pk}/{story.pk}/"
    assert client.get(address).status_code == 404


def test_a_reader_with_an_account_signs_in(story, reader):
    PageViewRestriction.objects.create(page=story, restriction_type="login")
    UserFactory(username="mara")
    asked = reader.get(story.url, follow=True)
    assert asked.redirect_chain[-1][0] == f"/_util/login/?next={story.url}"
    assert SECRET not in asked.text
    expect_kept_by_no_cache(asked)
    assert "enter a correct" in send(reader, asked, username="mara", password="wrong").text
    opened = send(reader, asked, username="mara", password="a long passphrase")
    assert (opened.status_code, opened.url) == (302, story.url)
    page = reader.get(story.url)
    assert SECRET in page.text
    expect_kept_by_no_cache(page)


def test_who_is_signed_in_as_somebody_else_is_told_so(story, client, editor):
    restriction = PageViewRestriction.objects.create(page=story, restriction_type="groups")
    assert restriction.groups.count() == 0
    reader = UserFactory(username="mara")
    client.force_login(reader)
    page = client.get(story.url, follow=True)
    assert "You are signed in as mara, who may not read this page" in page.text
    assert SECRET not in page.text


@pytest.fixture
def document(db):
    """A document of a collection of its own, that a published story shows."""
    collection = Collection.get_first_root_node().add_child(name="Members")
    file = ContentFile(b"Tides of the year", "tides.txt")
    document = Document.objects.create(title="Tides", file=file, collection=collection)
    ArticleFactory(slug="tides", body=shown(document), signals=True)
    return document


def shown(document):
    return [("document", {"document": document, "title": ""})]


def content(answer):
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_a_reader_opens_a_document_with_its_password(document, reader):
    CollectionViewRestriction.objects.create(
        collection=document.collection, restriction_type="password", password="tide table"
    )
    asked = reader.get(document.url)
    expect_kept_by_no_cache(asked)
    wrong = send(reader, asked, password="low water")
    assert "not correct" in wrong.text
    opened = send(reader, wrong, password="tide table")
    assert (opened.status_code, opened.url) == (302, document.url)
    answer = reader.get(document.url)
    assert content(answer) == b"Tides of the year"
    expect_kept_by_no_cache(answer)


def test_a_reader_with_an_account_opens_a_document(document, client):
    CollectionViewRestriction.objects.create(
        collection=document.collection, restriction_type="login"
    )
    assert client.get(document.url).url.startswith("/_util/login/")
    client.force_login(UserFactory())
    answer = client.get(document.url)
    assert content(answer) == b"Tides of the year"
    expect_kept_by_no_cache(answer)


def test_the_sign_in_of_readers_is_protected_as_the_newsrooms(story, client):
    UserFactory(username="mara")
    form = {"username": "mara", "password": "wrong"}
    statuses = [client.post("/_util/login/", form).status_code for _ in range(5)]
    assert statuses == [200] * 4 + [429]


def test_a_document_of_a_published_story_is_for_everybody(document, client):
    answer = client.get(document.url)
    assert content(answer) == b"Tides of the year"
    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Content-Encoding" not in answer


def test_a_document_is_there_with_its_story_whatever_the_worker_has_to_do(
    section, client, settings
):
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
    document = Document.objects.create(title="Tides", file=ContentFile(b"Tides", "tides.txt"))
    story = ArticleFactory(parent=section, slug="tides", body=shown(document))
    assert client.get(document.url).status_code == 404
    story.save_revision().publish()
    assert content(client.get(document.url)) == b"Tides"
    leave_out()
    assert client.get(document.url).status_code == 404


def leave_out():
    story = ArticlePage.objects.get(slug="tides")
    story.body = [("paragraph", "<p>Tides.</p>")]
    story.save_revision().publish()


def restrict():
    story = ArticlePage.objects.get(slug="tides")
    PageViewRestriction.objects.create(page=story.get_parent(), restriction_type="login")


CHANGES = {
    "unpublished": lambda: ArticlePage.objects.get(slug="tides").unpublish(),
    "deleted": lambda: ArticlePage.objects.get(slug="tides").delete(),
    "left out": leave_out,
    "restricted": restrict,
    "embargoed": lambda: ArticlePage.objects.update(published_at=timezone.now() + timedelta(1)),
    "expired": lambda: ArticlePage.objects.update(expire_at=timezone.now() - timedelta(1)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_document_is_gone_with_what_showed_it(document, client, change):
    CHANGES[change]()
    assert client.get(document.url).status_code == 404


def test_a_document_of_a_draft_is_for_the_newsroom_only(section, client, editor):
    file = ContentFile(b"Tides", "tides.txt")
    document = Document.objects.create(title="Tides", file=file)
    ArticleFactory(parent=section, body=shown(document), draft=True, signals=True)
    assert client.get(document.url).status_code == 404
    client.force_login(UserFactory())
    assert client.get(document.url).status_code == 404
    client.force_login(editor)
    answer = client.get(document.url)
    assert content(answer) == b"Tides"
    expect_kept_by_no_cache(answer)


def test_who_may_read_a_restricted_story_may_have_its_document(document, client):
    restrict()
    client.force_login(UserFactory())
    answer = client.get(document.url)
    assert content(answer) == b"Tides of the year"
    expect_kept_by_no_cache(answer)
