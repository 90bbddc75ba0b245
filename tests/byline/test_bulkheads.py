"""Limits of concurrent work by kind: what finds no slot is refused, and delays no other kind."""

import errno
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Event
from urllib.parse import urlencode

import pytest
from django.db import connection

from byline.bulkheads import wsgi_middleware
from byline.bulkheads.database_timeouts import DatabaseTimeouts
from byline.bulkheads.lanes import LaneLimits, lane_limits
from byline.bulkheads.request_bodies import (
    BODIES_PER_CLIENT,
    BODY_MAX_SECONDS,
    GRACE_SECONDS,
    MIN_BYTES_PER_SECOND,
    READER_THREADS,
    RequestBody,
)
from byline.bulkheads.responses import BUFFERED_RESPONSE_BYTES, security_headers
from byline.bulkheads.slots import READ_QUEUE_SIZE, WRITE_QUEUE_SIZE
from byline.bulkheads.token_checks import CHECKS_TOKEN
from byline.bulkheads.wsgi_middleware import STREAMS_LIMIT, Bulkheads, threads_for

ROOM = 30  # seconds that a test waits for another thread at most


class Client:
    """Sends requests to an application behind bulkheads. What waits in vain waits shortly."""

    def __init__(self, application, **limits):
        self.application = Bulkheads(**{"wait_seconds": 0.01} | limits).around(application)
        self.threads = ThreadPoolExecutor(100)

    def request(self, path="/", method="GET", body=b"", **environ):
        """Return the status, the headers and the body of the response."""
        started = []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "REMOTE_ADDR": "192.0.2.1",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)) if body else "",
            "wsgi.input": BytesIO(body),
            "wsgi.url_scheme": "http",
        } | environ
        found = self.application(environ, lambda *args: started.append(args))
        [(status, headers)] = started
        return status, dict(headers), found

    def begin(self, *args, **kwargs):
        """Send a request in another thread; return a future."""
        return self.threads.submit(self.request, *args, **kwargs)


class Site:
    """An application whose slow pages are answered when the test says so."""

    def __init__(self):
        self.requests, self.may_answer = [], Event()

    def __call__(self, environ, start_response):
        path = environ["PATH_INFO"]
        self.requests.append(path)
        if "slow" in path:
            assert self.may_answer.wait(ROOM)
        body = environ["wsgi.input"].read()
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [body or b"page"]

    def wait_for(self, path, number):
        """Return once so many requests for a path have been begun."""
        while self.requests.count(path) < number:
            pass


@pytest.fixture
def site():
    site = Site()
    yield site
    site.may_answer.set()


@pytest.fixture
def client(site, settings):
    settings.WEB_THREADS = 2
    return Client(site)


class Guarded(Site):
    """An application that knows one token, and says so when it is asked."""

    def __call__(self, environ, start_response):
        if not environ.get(CHECKS_TOKEN):
            return super().__call__(environ, start_response)
        assert not environ["wsgi.input"].read()
        is_valid = environ.get("HTTP_AUTHORIZATION") == "Bearer good"
        start_response("204 No Content" if is_valid else "401 Unauthorized", [])
        return [b"" if is_valid else b"no token"]


class Unread:
    """A body that is never asked for."""

    def read(self, *_):
        pytest.fail("The body was read.")


def test_who_writes_by_the_api_without_a_token_takes_no_place_of_others(settings):
    settings.WEB_THREADS = 2
    guarded = Guarded()
    client = Client(guarded)
    sent = {"CONTENT_LENGTH": "4", "wsgi.input": Unread()}
    assert client.request("/api/v1/slow/", "POST", **sent)[0] == "401 Unauthorized"
    assert guarded.requests == []
    signed = {"HTTP_AUTHORIZATION": "Bearer good"}
    assert client.request("/api/v1/photos/", "POST", b"body", **signed)[2] == [b"body"]
    assert client.request("/api/v1/photos/")[0] == "200 OK"
    assert client.request("/write/", "POST")[0] == "200 OK"


def is_refused(answer, status="503 Service Unavailable"):
    return answer[0] == status


@pytest.mark.parametrize(
    ("held", "method", "others"),
    [
        ("/slow/", "GET", [("/admin/", "GET"), ("/write/", "POST")]),
        ("/admin/slow/", "GET", [("/", "GET"), ("/write/", "POST")]),
        ("/slow/", "POST", [("/", "GET"), ("/admin/", "GET"), ("/admin/", "POST")]),
        ("/admin/slow/", "POST", [("/", "GET"), ("/admin/", "GET"), ("/admin/login/", "POST")]),
        ("/admin/stories/word/slow/", "POST", [("/admin/", "GET"), ("/admin/pages/", "POST")]),
        ("/admin/stories/embeds/slow/", "POST", [("/admin/", "GET"), ("/admin/pages/", "POST")]),
        ("/static/slow.css", "GET", [("/", "GET"), ("/admin/", "GET"), ("/write/", "POST")]),
    ],
    ids=["pages", "desk", "writes", "saves", "documents", "embeds", "files"],
)
def test_one_kind_of_work_that_finds_no_place_leaves_the_others_theirs(
    client, site, held, method, others
):
    begun = [client.begin(held, method) for _ in range(2)]
    site.wait_for(held, 2)
    status, headers, body = client.request(held.replace("slow", "quick"), method)
    assert (status, headers["Retry-After"]) == ("503 Service Unavailable", "15")
    assert b"We are back in a moment" in b"".join(body)
    assert {client.request(path, how)[0] for path, how in others} == {"200 OK"}
    assert client.request("/healthz")[0] == "200 OK"
    site.may_answer.set()
    assert [one.result(ROOM)[0] for one in begun] == ["200 OK", "200 OK"]
    assert client.request(held, method)[0] == "200 OK"


def test_only_so_many_wait(site, settings):
    settings.WEB_THREADS = 2
    client = Client(site, wait_seconds=ROOM)
    begun = [client.begin("/slow/", "POST") for _ in range(2 + WRITE_QUEUE_SIZE)]
    site.wait_for("/slow/", 2)
    while client.threads._work_queue.qsize():
        pass
    refused = [one for one in [client.begin("/slow/", "POST")] if is_refused(one.result(ROOM))]
    site.may_answer.set()
    assert len(refused) == 1
    assert {one.result(ROOM)[0] for one in begun} == {"200 OK"}


def test_who_finds_no_place_gets_back_what_was_typed(client, site):
    held = [client.begin("/slow/", "POST") for _ in range(2)]
    site.wait_for("/slow/", 2)
    body = urlencode({"text": "not lost"}).encode()
    assert b"not lost" in b"".join(client.request("/comments/", "POST", body)[2])
    assert not any(one.done() for one in held)


def test_a_page_that_takes_too_long_is_given_up_and_a_write_is_not(client, site, monkeypatch):
    lane_limits = [
        LaneLimits("pages", 1, 0, seconds=0.01, database=DatabaseTimeouts(1, 1)),
        LaneLimits("desk", 1, 0, seconds=0.01, database=DatabaseTimeouts(1, 1)),
        LaneLimits("writes", 1, 0, seconds=None, database=DatabaseTimeouts(1, 1)),
    ]
    monkeypatch.setattr(wsgi_middleware, "lane_limits", lambda _threads: lane_limits)
    client = Client(site)
    assert is_refused(client.request("/slow/"))
    assert is_refused(client.request("/other/"))  # its thread still works on the first
    written = client.begin("/slow/", "POST")
    site.wait_for("/slow/", 2)
    assert not written.done()
    site.may_answer.set()
    assert written.result(ROOM)[0] == "200 OK"


def test_an_error_leaves_its_place(settings):
    def fail(environ, start_response):
        raise LookupError

    settings.WEB_THREADS = 1
    client = Client(fail)
    for _ in range(70):
        with pytest.raises(LookupError):
            client.request()


# --- Bodies ---------------------------------------------------------------------------


class SlowBody(BytesIO):
    """Sends some bytes, and the rest when the test says so."""

    def __init__(self, first=b""):
        super().__init__(first)
        self.rest = Event()

    def read(self, size):
        if not (piece := super().read(size)):
            assert self.rest.wait(ROOM)
            return b"x" * size
        return piece


def test_a_body_is_there_before_anything_works_on_it(client, site):
    body = b"word " * 4000
    assert client.request("/", "POST", body)[2] == [body]
    slow = SlowBody(b"half")
    begun = client.begin("/slow/", "POST", **{"wsgi.input": slow, "CONTENT_LENGTH": "8"})
    assert client.request("/", "POST", b"other")[2] == [b"other"]
    assert site.requests == ["/", "/"]
    slow.rest.set()
    site.may_answer.set()
    assert begun.result(ROOM)[2] == [b"halfxxxx"]


def test_a_body_has_a_time_and_more_of_it_the_more_has_come():
    body = RequestBody(BytesIO(), 10**9, GRACE_SECONDS)
    assert body.seconds_left == pytest.approx(GRACE_SECONDS, abs=1)
    body.count = 100 * MIN_BYTES_PER_SECOND
    assert body.seconds_left == pytest.approx(GRACE_SECONDS + 100, abs=1)
    body.count = 10**9
    assert body.seconds_left == pytest.approx(BODY_MAX_SECONDS, abs=1)


def test_a_body_that_comes_too_slowly_is_not_waited_for(site):
    slow = SlowBody()
    sends = {"wsgi.input": slow, "CONTENT_LENGTH": "8"}
    answer = Client(site, grace_seconds=0).request("/", "POST", **sends)
    assert is_refused(answer, "408 Request Timeout")
    assert answer[1]["Connection"] == "close"
    assert site.requests == []
    slow.rest.set()


def test_who_sends_nothing_keeps_no_place(site):
    client, silent = Client(site, grace_seconds=0), SlowBody()
    for number in range(2 * READER_THREADS):
        sends = {"wsgi.input": silent, "CONTENT_LENGTH": "8"}
        answer = client.request("/", "POST", REMOTE_ADDR=f"192.0.2.{number}", **sends)
        assert is_refused(answer, "408 Request Timeout")
    # Without grace a body is too slow on a machine that does something else.
    while (answer := client.request("/", "POST", b"word", REMOTE_ADDR="::1"))[0][:3] == "408":
        pass
    assert answer[2] == [b"word"]
    silent.rest.set()


def test_one_address_cannot_take_every_place(client, site):
    slow = SlowBody()
    sends = {"wsgi.input": slow, "CONTENT_LENGTH": "8"}
    begun = [client.begin("/", "POST", **sends) for _ in range(BODIES_PER_CLIENT)]
    while not is_refused(client.request("/", "POST", b"more")):
        pass
    assert client.request("/", "POST", b"more", REMOTE_ADDR="192.0.2.2")[0] == "200 OK"
    slow.rest.set()
    assert {one.result(ROOM)[0] for one in begun} <= {"200 OK", "503 Service Unavailable"}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_comes_with_a_question_is_not_read(client, method):
    assert client.request("/", method, **{"wsgi.input": SlowBody(), "CONTENT_LENGTH": "8"})


def test_a_body_that_breaks_off_is_not_taken(client, site):
    answer = client.request("/", "POST", b"half", CONTENT_LENGTH="8")
    assert is_refused(answer, "400 Bad Request")
    assert b"The end is missing" in b"".join(answer[2])
    assert site.requests == []


@pytest.mark.parametrize("path", ["/é/", "/сло́во/", "/\udcff/"])
def test_a_path_of_any_characters_is_refused_in_words(client, site, path):
    held = [client.begin("/slow/", "POST") for _ in range(2)]
    site.wait_for("/slow/", 2)
    as_wsgi = path.encode("utf-8", "surrogateescape").decode("latin-1")
    assert is_refused(client.request(as_wsgi, "POST", b"text=word"))
    assert not any(one.done() for one in held)


@pytest.mark.parametrize("redirects", [False, True])
def test_who_is_refused_gets_the_security_headers_of_pages(client, settings, redirects):
    settings.REQUEST_BODY_MAX_BYTES = 0
    settings.SECURE_SSL_REDIRECT = redirects
    security_headers.cache_clear()
    headers = client.request("/", "POST", b"x")[1]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src" in headers["Content-Security-Policy"]
    assert "Location" not in headers


def test_a_body_that_is_too_large_is_refused_at_once(client, site, settings):
    settings.REQUEST_BODY_MAX_BYTES = 1000
    assert client.request("/", "POST", b"x" * 1000)[0] == "200 OK"
    answer = client.request("/", "POST", b"x" * 1001)
    assert answer[0].startswith("413 ")
    assert b"too large" in b"".join(answer[2])


def test_a_body_for_which_there_is_no_room_is_refused(client, site):
    class Full(BytesIO):
        def read(self, size):
            raise OSError(errno.ENOSPC, "No space left on device")

    answer = client.request("/", "POST", **{"wsgi.input": Full(), "CONTENT_LENGTH": "8"})
    assert is_refused(answer, "507 Insufficient Storage")
    assert b"no room left" in b"".join(answer[2])


# --- Answers --------------------------------------------------------------------------


class Download:
    """An answer of Django's that comes in pieces."""

    streaming = True
    closed = 0

    def __init__(self, size):
        self.size = size

    def __call__(self, environ, start_response):
        start_response("200 OK", [("Content-Length", str(self.size))])
        return self

    def __iter__(self):
        return iter([b"x" * self.size])

    def close(self):
        self.closed += 1


def test_a_small_download_is_sent_whole():
    download = Download(BUFFERED_RESPONSE_BYTES)
    assert Client(download).request()[2] == [b"x" * BUFFERED_RESPONSE_BYTES]
    assert download.closed == 1


def test_so_many_large_downloads_are_sent_at_once(site):
    download = Download(BUFFERED_RESPONSE_BYTES + 1)
    client = Client(download)
    sent = [client.request()[2] for _ in range(STREAMS_LIMIT)]
    assert is_refused(client.request())
    sent[0].close()
    assert download.closed == 2  # that which was refused, too
    assert b"".join(client.request()[2]) == b"x" * (BUFFERED_RESPONSE_BYTES + 1)


# --- Threads and the database ---------------------------------------------------------


def test_there_are_threads_for_all_who_are_inside_or_wait():
    assert threads_for(4) - threads_for(2) == 2
    inside = sum(limits.threads + limits.queue_size for limits in lane_limits(4))
    assert threads_for(4) > inside + READ_QUEUE_SIZE + READER_THREADS + STREAMS_LIMIT


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("method", "lock", "statement"), [("GET", 3, 10), ("POST", 5, 45)])
def test_the_database_gives_up_what_takes_too_long(method, lock, statement):
    names = ["busy_timeout"] if connection.vendor == "sqlite" else ["lock", "statement"]

    def application(environ, start_response):
        found = []
        try:
            with connection.cursor() as cursor:
                for name in names:
                    sqlite = connection.vendor == "sqlite"
                    cursor.execute(f"PRAGMA {name}" if sqlite else f"SHOW {name}_timeout")
                    found.append(str(cursor.fetchone()[0]))
        finally:
            connection.close()
        start_response("200 OK", [])
        return [" ".join(found).encode()]

    expected = f"{lock}000" if connection.vendor == "sqlite" else f"{lock}s {statement}s"
    assert Client(application).request(method=method)[2] == [expected.encode()]
