"""Whatever is sent, the answer says what is wrong with it, as problem+json."""

import pytest
from django.db import OperationalError, ProgrammingError, connection
from django.test import Client
from wagtail.models import APIToken

from byline.bulkheads.token_checks import CHECKS_TOKEN
from byline.bulkheads.wsgi_middleware import lane_of
from tests.api.calling import PROBLEM, ROOT, Caller
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 404),
        ("/nothing/", 404),
        ("/stories", 404),
        ("/stories/0/", 422),
        ("/stories/99999/", 404),
        ("/stories/2147483648/", 422),
        ("/stories/9999999999999999999999/", 422),
        ("/stories/one/", 422),
        ("/stories/1%00/", 422),
        ("/stories/?limit=0", 422),
        ("/stories/?limit=101", 422),
        ("/stories/?limit=x", 422),
        ("/stories/?cursor=x", 422),
        ("/stories/?cursor=%F0%9F%98%80", 422),
        ("/stories/?cursor=WzEsIDFd", 422),  # [1, 1]
        ("/stories/?cursor=WyIyMDI2LTExLTAxIiwgMV0=", 422),  # ["2026-11-01", 1]
        ("/stories/?cursor=WyIwMDAxLTAxLTAxVDAwOjAwKzEyOjAwIiwgMV0=", 422),  # in the year 1
        ("/authors/?cursor=WyJcdTAwMDAiLCAxXQ==", 422),  # ["\u0000", 1]
        ("/authors/?cursor=WyJcdWQ4MDAiLCAxXQ==", 422),  # ["\ud800", 1]
        ("/topics/?cursor=WyJhIiwgMWUzMF0=", 422),  # ["a", 1e30]
        ("/stories/?published_from=0001-01-01", 422),
        ("/stories/?published_to=9999-12-31", 422),
        ("/stories/?published_from=yesterday", 422),
        ("/stories/?section=a%00b", 422),
        ("/stories/?section=a+b", 422),
        ("/stories/?q=%00", 422),
        ("/stories/?q=", 422),
        ("/stories/?q=" + "a" * 121, 422),
        ("/stories/?label=none", 422),
        ("/stories/?fields=", 422),
        ("/stories/?fields=password", 422),
        ("/photos/?credit=%ED%A0%80", 200),  # no UTF-8: read as replacement characters
    ],
)
def test_what_cannot_be_answered_is_a_problem(call, path, status):
    call(path, status)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE", "OPTIONS"])
def test_another_method_is_refused(client, method):
    response = client.generic(method, f"{ROOT}/sections/")
    assert response.status_code == 405
    assert response["Content-Type"] == PROBLEM
    assert "GET" in response["Allow"]


@pytest.fixture
def within_a_minute(time_machine):
    """Let the time of rate limits stand still."""
    time_machine.move_to("2026-11-23T10:00:10Z", tick=False)


def test_too_many_requests_of_a_network_have_to_wait(client, settings, section, within_a_minute):
    settings.API_REQUESTS_PER_MINUTE = 2
    for _ in range(2):
        assert client.get(f"{ROOT}/sections/").status_code == 200
    response = client.get(f"{ROOT}/sections/")
    assert response.status_code == 429
    assert response["Content-Type"] == PROBLEM
    assert 0 < int(response["Retry-After"]) <= 60
    other = client.get(f"{ROOT}/sections/", REMOTE_ADDR="198.51.100.7")
    assert other.status_code == 200


@pytest.fixture
def signed(client, section):
    user = UserFactory(group="Editors")
    return Caller(client, APIToken.create_token(user=user, name="test")[1])


def test_what_a_network_is_refused_does_not_keep_out_its_users(
    client, settings, signed, within_a_minute
):
    settings.API_REQUESTS_PER_MINUTE = settings.API_WRITES_PER_MINUTE = 2
    statuses = [client.post(f"{ROOT}/photos/").status_code for _ in range(3)]
    assert statuses == [401, 401, 429]
    signed("/me/")
    for status in (422, 422, 429):
        signed.post("/photos/", status=status)


def test_searches_share_the_limit_of_the_search_page(client, section, within_a_minute):
    for _ in range(40):
        client.get("/search/?q=harbour")
    response = client.get(f"{ROOT}/stories/?q=harbour")
    assert response.status_code == 429
    assert client.get(f"{ROOT}/stories/").status_code == 200


@pytest.mark.parametrize(("error", "status"), [(OperationalError, 503), (ProgrammingError, 500)])
def test_errors_of_the_site_are_problems(section, error, status):
    reader = Client(raise_request_exception=False)

    def execute(execute, sql, *rest):
        raise error("the connection is closed")

    with connection.execute_wrapper(execute):
        response = reader.get(f"{ROOT}/stories/")
    assert response.status_code == status
    assert response["Content-Type"] == PROBLEM
    assert response.json()["status"] == status
    assert ("Retry-After" in response) == (status == 503)


@pytest.mark.parametrize(
    ("end", "status"), [("", 204), ("password", 401), ("no access", 403), ("no token", 401)]
)
def test_a_token_is_looked_at_before_a_request_is_read(client, signed, end, status):
    user = APIToken.objects.get().user
    if end == "password":
        type(user).objects.update(password="another")
    if end == "no access":
        user.groups.clear()
    headers = {} if end == "no token" else signed.headers
    check = {CHECKS_TOKEN: True, "headers": headers}
    response = client.generic("PATCH", f"{ROOT}/stories/1/draft/", **check)
    assert response.status_code == status


def test_writes_do_not_hold_up_those_of_readers():
    assert lane_of("POST", f"{ROOT}/photos/") == "saves"
    assert lane_of("GET", f"{ROOT}/photos/") == "pages"
    assert lane_of("POST", "/comments/on/1/") == "writes"


def test_a_search_engine_lists_no_answer(client):
    assert client.get(f"{ROOT}/sections/")["X-Robots-Tag"] == "noindex"
