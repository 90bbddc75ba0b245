"""Error pages while the database is away, and recovery once it is back."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, OperationalError, ProgrammingError, connection, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.test import Client
from django.urls import path

from byline.outages import is_outage
from byline.urls import handler500 as site_handler
from byline.urls import urlpatterns as site_urls
from tests.byline.outage import expect_all_away, get
from tests.databases import SQLiteDatabases
from tests.processes import Newsroom, eventually, is_answered

handler500 = site_handler


def away(request):
    raise OperationalError("the connection is closed")


def broken(request):
    raise ProgrammingError("no such column")


urlpatterns = [path("away/", away), path("broken/", broken), *site_urls]


class Away:
    """A middleware that queries a database that is away."""

    def __init__(self, get_response):
        pass

    def __call__(self, request):
        raise OperationalError("too many connections")


@pytest.fixture
def reader(settings):
    """Meets errors as readers do, not as tests; no `db`: every query is refused."""
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


def expect_outage(response):
    assert response.status_code == 503
    assert response["Retry-After"] == "15"
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


def test_a_page_says_that_the_site_is_back_in_a_moment(reader, settings):
    settings.WAGTAIL_SITE_NAME = "The <Harbour> Gazette"
    response = reader.get("/away/")
    expect_outage(response)
    page = BeautifulSoup(response.content, "lxml")
    assert page.h1.text == "We are back in a moment"
    assert page.select_one(".masthead__name").text == "The <Harbour> Gazette"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert "the connection is closed" not in response.text


def test_head_gets_the_same_without_the_page(reader):
    response = reader.head("/away/")
    expect_outage(response)
    assert response.content == b""


def test_an_error_of_ours_stays_one(reader):
    response = reader.get("/broken/")
    assert response.status_code == 500
    assert "Something went wrong" in response.text


@pytest.mark.parametrize(
    "headers",
    [{"Accept": "application/json"}, {"Accept": "*/*", "Sec-Fetch-Dest": "empty"}],
)
def test_scripts_get_a_word_that_they_understand(reader, headers):
    response = reader.get("/away/", headers=headers)
    expect_outage(response)
    assert response.json() == {"error": "unavailable", "retry_after": 15}


def test_what_a_reader_typed_is_given_back(reader):
    response = reader.post("/away/", {"text": "\n<b>My</b> two cents"})
    expect_outage(response)
    page = BeautifulSoup(response.content, "lxml")
    assert "It is not lost" in page.text
    assert page.textarea.text.strip() == "<b>My</b> two cents"


def test_a_form_that_cannot_be_read_is_answered_too(reader):
    kind = "multipart/form-data; boundary=x"
    expect_outage(reader.post("/away/", b"not multipart", content_type=kind))


def test_a_middleware_that_queries_the_database_is_answered_for(reader, settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.Away"]
    expect_outage(reader.get("/news/"))


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["SELECT nothing FROM nowhere", "SELEKT 1"])
def test_a_wrong_statement_is_no_outage(statement):
    with pytest.raises((OperationalError, ProgrammingError)) as caught, transaction.atomic():
        connection.cursor().execute(statement)
    assert not is_outage(caught.value)


@pytest.mark.parametrize("error", [None, ValueError("x"), IntegrityError("x"), KeyError("x")])
def test_other_errors_are_no_outage(error):
    assert not is_outage(error)


def test_a_site_that_starts_without_its_file_is_well_once_it_is_there(port, tmp_path, pytestconfig):
    file, hidden = tmp_path / "paper.sqlite3", tmp_path / "hidden.sqlite3"
    newsroom = Newsroom(f"sqlite:///{hidden}", tmp_path)
    made = SQLiteDatabases(Path(pytestconfig.cache.mkdir("databases")))
    if made.template in made.templates():
        shutil.copyfile(made.path(made.template), hidden)
    else:
        newsroom.manage("migrate", "--verbosity", "0")
    newsroom.environment["DATABASE_URL"] = f"sqlite:///{file}"
    file.mkdir()  # root may read every file, but no folder as one
    newsroom.start("serve", "--port", str(port))
    try:
        eventually(lambda: is_answered(port))
        expect_all_away(port)
        file.rmdir()
        hidden.rename(file)
        assert get(port, "/")[0] == 200
    finally:
        newsroom.close()


@pytest.mark.django_db
def test_a_file_that_somebody_keeps_locked_is_an_outage(tmp_path):
    file = tmp_path / "paper.sqlite3"
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    own = DatabaseWrapper(
        {**connection.settings_dict, "NAME": str(file), "OPTIONS": {"timeout": 0.1}}
    )
    try:
        with pytest.raises(OperationalError) as caught:
            own.cursor().execute("CREATE TABLE stories (id INTEGER)")
        assert is_outage(caught.value)
    finally:
        own.close()
        other.close()
