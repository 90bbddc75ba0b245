"""While the database is away readers and editors are told so, and all is well once it is back."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, OperationalError, ProgrammingError, connection, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.test import Client
from django.urls import path

from byline.outages import is_outage
from byline.urls import handler500 as site_handler
from byline.urls import urlpatterns as site_urls
from tests.databases import SQLiteDatabases
from tests.postgresql import running_postgresql
from tests.processes import ROOT, Newsroom, eventually, is_answered

handler500 = site_handler


def away(request):
    raise OperationalError("the connection is closed")


def broken(request):
    raise ProgrammingError("no such column")


urlpatterns = [path("away/", away), path("broken/", broken), *site_urls]


class Away:
    """A middleware that asks a database that is away."""

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
    page = BeautifulSoup(response.content, "html.parser")
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
    page = BeautifulSoup(response.content, "html.parser")
    assert "It is not lost" in page.text
    assert page.textarea.text.strip() == "<b>My</b> two cents"


def test_a_form_that_cannot_be_read_is_answered_too(reader):
    kind = "multipart/form-data; boundary=x"
    expect_outage(reader.post("/away/", b"not multipart", content_type=kind))


def test_a_middleware_that_asks_the_database_is_answered_for(reader, settings):
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


def get(port, address, data=None, method=None, **headers):
    """Return the status, the headers and the text of an answer."""
    url = f"http://127.0.0.1:{port}{address}"
    request = Request(url, data=data, method=method, headers=headers)
    try:
        answer = urlopen(request, timeout=60)  # noqa: S310
    except HTTPError as error:
        answer = error
    return answer.status, answer.headers, answer.read().decode()


def manage(newsroom, *arguments):
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    subprocess.run(command, env=newsroom.environment, check=True)  # noqa: S603


ADDRESSES = ["/", "/recent/", "/search/?q=x", "/comments/12/", "/admin/", "/no/such/page/"]


def expect_all_away(port):
    for address in ADDRESSES:
        for method in ("GET", "HEAD"):
            # A session's cookie has the admin and the user bar ask the database for it.
            status, headers, text = get(port, address, method=method, Cookie="sessionid=abc")
            assert (address, status, headers["Retry-After"]) == (address, 503, "15")
            assert ("We are back in a moment" in text) == (method == "GET")
    sent = urlencode({"text": "not lost"}).encode()
    status, _headers, text = get(port, "/comments/on/4/write/", data=sent)
    assert status == 503
    assert "not lost" in text
    assert get(port, "/healthz")[0] == 200


@pytest.fixture
def server(tmp_path, port):
    """Start a newsroom's server, with a worker, on the database that a test names."""
    newsrooms = []

    def serve(url):
        newsroom = Newsroom(url, tmp_path)
        newsrooms.append(newsroom)
        manage(newsroom, "migrate", "--verbosity", "0")
        newsroom.start("serve", "--port", str(port), "--workers", "1")
        eventually(lambda: is_answered(port))
        assert get(port, "/")[0] == 200
        return newsroom

    yield serve
    for newsroom in newsrooms:
        newsroom.close()


def is_kept(port, address):
    """Tell whether the page comes without Django, which gives each answer an id."""
    return "X-Request-ID" not in get(port, address)[1]


def is_stale(port, address):
    status, headers, _text = get(port, address)
    return status == 200 and "stale" in headers.get("Cache-Status", "")


def test_a_site_outlives_the_postgresql_server_that_is_stopped_and_started(server, port):
    with running_postgresql() as database:
        newsroom = server(database.url)
        eventually(lambda: is_kept(port, "/recent/"))
        database.stop()
        expect_all_away(port)
        # Who is nobody in particular gets what is remembered.
        eventually(lambda: is_stale(port, "/recent/"))
        assert all(is_stale(port, "/recent/") for _ in range(10))
        assert "The database is away: OperationalError" in newsroom.log.read_text()
        database.start()
        eventually(lambda: not is_stale(port, "/recent/"))
        assert get(port, "/")[0] == 200
        assert get(port, "/admin/login/")[0] == 200
        newsroom.close()


def test_a_site_that_starts_without_its_file_is_well_once_it_is_there(
    server, port, tmp_path, pytestconfig
):
    file = tmp_path / "paper.sqlite3"
    made = SQLiteDatabases(Path(pytestconfig.cache.mkdir("databases")))
    if made.template in made.templates():  # else the server's own migration makes it
        shutil.copyfile(made.path(made.template), file)
    newsroom = server(f"sqlite:///{file}")
    newsroom.close()
    hidden = tmp_path / "hidden.sqlite3"
    file.rename(hidden)
    file.mkdir()  # root may read every file, but no folder as one
    newsroom.start("serve", "--port", str(port))
    eventually(lambda: is_answered(port))
    expect_all_away(port)
    file.rmdir()
    hidden.rename(file)
    assert get(port, "/")[0] == 200


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
