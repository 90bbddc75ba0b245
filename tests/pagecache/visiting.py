"""A visitor of the site behind the page cache, as the server sees one."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from math import inf
from threading import current_thread
from typing import Any, NamedTuple
from urllib.parse import unquote

from bs4 import BeautifulSoup
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from byline.pagecache import changes
from byline.pagecache.cache_keys import FRAGMENTS_PATH, Key
from byline.pagecache.wsgi_middleware import PageCache


class Answer(NamedTuple):
    """What a visitor gets."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def page(self) -> BeautifulSoup:
        return BeautifulSoup(self.body, "lxml")


@contextmanager
def connection_kept() -> Iterator[None]:
    """Have requests leave the connection open in which the test's own transaction goes on.

    Django's test client does the same.
    """
    signals = (request_started, request_finished)
    # None where one request comes within another.
    disconnected = [s for s in signals if s.disconnect(close_old_connections)]
    try:
        yield
    finally:
        for signal in disconnected:
            signal.connect(close_old_connections)


class Visitor:
    """A client of the page cache, which records the pages that Django renders."""

    def __init__(self, application: Any = None) -> None:
        self.django = application or WSGIHandler()
        # The paths of the pages and of the fragments that Django rendered.
        self.rendered: list[str] = []
        self.fragments: list[str] = []
        self.cache = PageCache(self.render)
        # What the thread of a server does, the tests do where they want to.
        self.cache.listener.thread = current_thread()
        self.cache.fronts.thread = current_thread()
        self.cache.listener.silence = inf
        self.cache.listener.poll()

    def render(self, environ, start_response):
        path = environ["PATH_INFO"]
        (self.fragments if path.startswith(FRAGMENTS_PATH) else self.rendered).append(path)
        return self.django(environ, start_response)

    def get(self, address: str, method: str = "GET", **headers: str) -> Answer:
        path, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": unquote(path),
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "192.0.2.1",
            "HTTP_HOST": "localhost",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
            "wsgi.errors": BytesIO(),
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        calls = []
        with connection_kept():
            body = self.cache(environ, lambda line, pairs, exc=None: calls.append((line, pairs)))
            content = b"".join(body)
            if hasattr(body, "close"):
                body.close()
        status, pairs = calls[-1]
        return Answer(int(status.split()[0]), {name.lower(): v for name, v in pairs}, content)

    def is_kept(self, address: str) -> bool:
        """Return whether a page comes without Django."""
        before = len(self.rendered)
        self.get(address)
        return len(self.rendered) == before

    def rendered_by_django(self, *addresses: str) -> set[str]:
        """Return those of the pages that Django has to render."""
        return {address for address in addresses if not self.is_kept(address)}

    def bodies(self, *addresses: str) -> dict[str, object]:
        """Return the body of each page, which is another as soon as it is joined anew."""
        keys = {address: Key("http", "localhost", address, "") for address in addresses}
        found = {address: self.cache.store.entries.get(key) for address, key in keys.items()}
        return {address: page and page.body for address, page in found.items()}

    def leave(self) -> None:
        """Unsubscribe from changes."""
        changes.subscribers.remove(self.cache.invalidate)
