"""Health checks: whether the process lives, and whether the site can serve."""

import json
import socket
import threading
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.db import connection

from byline.health import ALL_FAILED, FAILED, OK, Readiness
from news.slugs import reserved_slugs
from tests.processes import Newsroom, eventually, is_answered, served

ALL_OK = {"database": "ok", "cache": "ok", "migrations": "ok", "disk": "ok"}


def get(port, path, **headers):
    """Return the status, the headers and the body of the response."""
    request = Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        answer = urlopen(request, timeout=30)  # noqa: S310
    except HTTPError as error:
        answer = error
    return answer.status, answer.headers, answer.read().decode()


def checks(port):
    status, _headers, body = get(port, "/readyz")
    return status, json.loads(body)["checks"]


# No `db` fixture: pytest-django refuses every query.
@pytest.mark.parametrize("host", ["testserver", "10.1.2.3:8000", "no such host"])
def test_a_process_says_that_it_lives_whatever_it_is_called(client, settings, host):
    settings.SECURE_SSL_REDIRECT = True
    response = client.get("/healthz", HTTP_HOST=host)
    assert (response.status_code, response.content) == (200, b"alive\n")
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert not response.has_header("Vary")


def test_a_post_to_it_is_refused(client):
    assert client.post("/healthz").status_code == 405


def test_no_page_takes_the_place_of_the_answers(db):
    assert {"healthz", "readyz"} <= reserved_slugs()


def test_a_served_newsroom_is_ready_under_any_name_unless_a_migration_is_missing(newsroom, port):
    served(newsroom, port, "--no-worker")
    status, headers, body = get(port, "/readyz", Host="10.0.0.9")
    assert (status, json.loads(body)) == (200, {"status": "ready", "checks": ALL_OK})
    assert headers["Cache-Control"] == "no-store"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_migrations SET name = 'old_' || name WHERE app = 'news'")
    try:
        eventually(lambda: checks(port) == (503, {**ALL_OK, "migrations": "failed"}))
    finally:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE django_migrations SET name = substr(name, 5) WHERE app = 'news'")
    eventually(lambda: checks(port) == (200, ALL_OK))


def test_a_database_that_is_not_there_is_reported_without_its_name(tmp_path, port):
    newsroom = Newsroom("postgres://secret:password@127.0.0.1:9/hidden", tmp_path)
    newsroom.start("serve", "--port", str(port), "--no-worker")
    try:
        eventually(lambda: is_answered(port))
        status, _headers, body = get(port, "/readyz")
        assert status == 503
        assert json.loads(body)["checks"] == {
            "database": "failed",
            "cache": "ok",
            "migrations": "failed",
            "disk": "ok",
        }
        assert get(port, "/healthz")[0] == 200
        assert "secret" not in body + newsroom.log.read_text()
    finally:
        newsroom.close()


def test_a_database_that_hangs_does_not_hang_the_answer(tmp_path, port):
    with socket.create_server(("127.0.0.1", 0)) as silent:  # accepts connections, and sends nothing
        newsroom = Newsroom(f"postgres://x@127.0.0.1:{silent.getsockname()[1]}/x", tmp_path)
        newsroom.start("serve", "--port", str(port), "--no-worker")
        try:
            eventually(lambda: is_answered(port))
            # `get` waits for 30 seconds at most, and this database never answers.
            assert checks(port)[0] == 503
            assert checks(port)[1]["cache"] == "ok"
        finally:
            newsroom.close()


def test_concurrent_requests_share_one_check():
    looks, end = [], threading.Event()

    def look(found):
        looks.append(1)
        end.wait()
        found |= dict.fromkeys(found, OK)

    readiness = Readiness(look, timeout_seconds=300, ttl_seconds=300)
    answers = []
    askers = [
        threading.Thread(target=lambda: answers.append(readiness.results())) for _ in range(10)
    ]
    for asker in askers:
        asker.start()
    end.set()
    for asker in askers:
        asker.join()
    assert len(looks) == 1
    assert answers == [dict.fromkeys(ALL_FAILED, OK)] * 10


def test_a_look_that_never_ends_is_waited_for_once():
    end = threading.Event()
    readiness = Readiness(lambda found: end.wait(), timeout_seconds=0.1)
    readiness.results()
    assert set(readiness.results().values()) == {FAILED}
    assert sum(thread.name == "readiness" for thread in threading.enumerate()) == 1
    end.set()
