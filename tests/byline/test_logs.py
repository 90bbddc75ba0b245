"""What is logged, in which form, and what of people never is."""

import json
import logging
import sys

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import path

from byline.client_ip import read_networks
from byline.observing.log_context import AddContext, request_id
from byline.observing.log_formatters import JSONFormatter, LineFormatter, without_people
from byline.urls import handler500 as site_handler
from byline.urls import urlpatterns as site_urls
from comments.models import Follower
from tests.byline.background import write
from tests.factories import UserFactory

handler500 = site_handler
ADDRESS, EMAIL, WORDS = "203.0.113.77", "ada.reader@example.org", "missing neighbour"


def failing(request, **kwargs):
    raise ValueError(f"{EMAIL} at {ADDRESS}")


urlpatterns = [path("fails/<str:key>/", failing), *site_urls]


class Lines(logging.Handler):
    """Keeps lines as they would be written."""

    def __init__(self, formatter):
        super().__init__()
        self.addFilter(AddContext())
        self.setFormatter(formatter)
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


@pytest.fixture
def lines(request):
    """What is logged while a test runs, as JSON unless it names a formatter."""
    handler = Lines(getattr(request, "param", JSONFormatter)())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield handler.lines
    root.removeHandler(handler)
    root.setLevel(level)


def records(lines, logger="byline.requests"):
    return [record for record in map(json.loads, lines) if record["logger"] == logger]


def test_each_request_leaves_one_record(section, client, lines):
    client.get("/")  # fills the caches
    lines.clear()
    response = client.get("/news/?page=1")
    (record,) = records(lines)
    assert (record["method"], record["path"]) == ("GET", "/news/")
    assert record["route"] == "wagtail_serve"
    assert record["status"] == 200
    assert record["bytes"] == len(response.content)
    assert 0 < record["queries"] < 40
    assert record["ms"] > 0
    assert record["request"] == response["X-Request-ID"]


@pytest.mark.parametrize(
    ("proxies", "given"),
    [
        ([], "req-1234567890"),
        (["10.0.0.0/8"], "req-1234567890"),
        (["127.0.0.1/32"], "short"),
        (["127.0.0.1/32"], "x" * 65),
        (["127.0.0.1/32"], 'fine-until"here'),
    ],
)
@pytest.mark.django_db
def test_what_others_call_a_request_is_not_believed(client, settings, proxies, given):
    settings.TRUSTED_PROXIES = read_networks(proxies)
    answer = client.get("/no/such/page/", headers={"X-Request-ID": given})["X-Request-ID"]
    assert answer != given
    assert len(answer) >= 8


def test_a_proxy_of_ours_names_a_request(client, settings, db):
    settings.TRUSTED_PROXIES = read_networks(["127.0.0.1/32"])
    answer = client.get("/no/such/page/", headers={"X-Request-ID": "req-1234567890"})
    assert answer["X-Request-ID"] == "req-1234567890"
    assert request_id.get() == ""


def test_a_failure_is_one_record_with_its_traceback_in_a_field(settings, lines, db):
    settings.ROOT_URLCONF = __name__
    Client(raise_request_exception=False).get("/fails/topsecretkey/")
    (record,) = records(lines, "django.request")
    assert record["traceback"].startswith("Traceback")
    assert "ValueError: (e-mail) at (address)" in record["traceback"]
    assert record["request"]
    assert "topsecretkey" not in "".join(lines)


@pytest.mark.parametrize("address", ["/fails/topsecretkey", "/fails/topsecretkey/"])
@pytest.mark.django_db
def test_a_key_is_left_out_of_a_path_that_leads_elsewhere_first(client, settings, lines, address):
    settings.ROOT_URLCONF = __name__
    settings.SECURE_SSL_REDIRECT = address.endswith("/")
    assert client.get(address).status_code == 301
    (record,) = records(lines)
    assert record["path"].startswith("/fails/(key)")
    assert "topsecretkey" not in "".join(lines)


def test_people_are_taken_out_of_paths(client, lines, db):
    client.get(f"/write/to/{EMAIL}/")
    (record,) = records(lines)
    assert record["path"] == "/write/to/(e-mail)/"


@pytest.mark.parametrize("lines", [LineFormatter], indirect=True)
def test_nobody_writes_lines_of_their_own_into_the_log(client, lines, db):
    client.get("/no/%0A2026-01-01 CRITICAL root: pay here%1b[2J/")
    assert lines
    assert not [line for line in lines if "\n" in line or "\x1b" in line]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"sent to <{EMAIL}>.", "sent to <(e-mail)>."),
        (f"from {ADDRESS}:443, ::1 and 2001:db8::7", "from (address):443, (address) and (address)"),
        ("at 07:41:12 in x.py:12", "at 07:41:12 in x.py:12"),
        ("twice\nDETAIL:  Key (email)=(x) exists.", "twice\nDETAIL: (left out)"),
    ],
)
def test_people_are_taken_out_of_what_is_logged(text, expected):
    assert without_people(text) == expected


def test_a_task_is_logged_by_name_and_id_without_its_arguments(lines, tmp_path, db):
    file = tmp_path / "diary.txt"
    result = write.enqueue(str(file), EMAIL)
    entries = records(lines, "byline.tasks")
    assert [line["message"] for line in entries] == ["queued", "done"]
    assert {line["id"] for line in entries} == {result.id}
    assert entries[0]["name"] == "tests.byline.background.write"
    assert EMAIL not in "".join(lines)


def test_a_run_of_the_newspaper_leaves_nobody_in_the_log(section, client, lines):
    UserFactory(username="ada.editor", email=EMAIL, group="Editors")
    who = {"REMOTE_ADDR": ADDRESS, "HTTP_USER_AGENT": "NosyBrowser/1.0"}
    client.get("/search/", {"q": WORDS}, **who)
    client.get("/search/suggest/", {"q": WORDS}, **who)
    client.get("/comments/999/", {"email": EMAIL}, **who)
    client.post("/comments/on/999/write/", {"text": WORDS, "email": EMAIL, "name": "Ada"}, **who)
    for password in ("wrong", "wrong again"):
        client.post("/admin/login/", {"username": "ada.editor", "password": password}, **who)
    client.post("/admin/password_reset/", {"email": EMAIL}, **who)
    client.get(f"/comments/follow/{'k' * 32}/", **who)
    text = "".join(lines)
    assert len(records(lines)) == 8
    for secret in (ADDRESS, EMAIL, WORDS, "missing", "NosyBrowser", "ada.editor", "k" * 32):
        assert secret not in text
    assert not Follower.objects.exists()


def test_a_traceback_of_the_database_names_no_values(db):
    UserFactory(username="twice", email=EMAIL)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere WHERE email = %s", [EMAIL])
    except Exception:  # whichever it is of the two databases
        record = logging.LogRecord("x", 40, "x", 1, "failed", None, sys.exc_info())
    assert EMAIL not in JSONFormatter().format(record)
