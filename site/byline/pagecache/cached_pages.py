"""A finished page, ready to be sent."""

from collections.abc import Iterable
from hashlib import blake2b
from math import inf
from time import time
from typing import Any, NamedTuple

from byline.bulkheads.responses import Headers, StartResponse
from byline.pagecache.cache_keys import Key
from byline.pagecache.content_encoding import ENCODERS, PLAIN, preferred_encoding

# Browsers ask each time whether the page is still the same.
BROWSERS = "public, max-age=0, must-revalidate"
# What the cache says itself, and what belongs to one request.
NOT_KEPT = {"cache-control", "content-length", "etag", "last-modified", "vary", "x-request-id"}
# What `304 Not Modified` repeats.
REPEATED = {"Cache-Control", "ETag", "Vary"}
STALE = ("Cache-Status", 'Byline; hit; detail="stale: the newsroom cannot be reached"')
# A front cache takes headers of a few thousand bytes.
MOST_TAGS = 6000
# For so many seconds a front cache may show a page while the site cannot be reached.
STALE_FOR = 24 * 3600


class Answer(NamedTuple):
    """A page in one encoding."""

    headers: Headers
    not_modified: Headers
    etag: str
    body: list[bytes]


class KeptPage:
    """A page with everything that is needed to answer from it."""

    def __init__(self, key: Key, headers: Headers, body: bytes) -> None:
        self.key = key
        self.plain = body
        self.headers = [header for header in headers if header[0].lower() not in NOT_KEPT]
        self.answers: dict[str, Answer] = {}
        self.encoders = ENCODERS
        self.tags: frozenset[str] = frozenset()
        self.stale_at = self.expires_at = inf
        # For how long front caches may keep it; None where there is none that is told of changes.
        self.front_seconds: float | None = None
        self.used = False
        # About what it takes in memory, with its compressed bodies.
        self.size = 2 * len(body) + 2000

    def send(
        self, environ: dict[str, Any], start_response: StartResponse, *, stale: bool = False
    ) -> Iterable[bytes]:
        """Answer a request from the page."""
        self.used = True
        encoding = preferred_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        answer = self.answers.get(encoding) or self.encode(encoding)
        is_known = "HTTP_IF_NONE_MATCH" in environ and matches(
            environ["HTTP_IF_NONE_MATCH"], answer.etag
        )
        headers = answer.not_modified if is_known else answer.headers
        if stale:
            headers = [*headers, STALE]
        elif self.front_seconds is not None:
            headers = [*headers, *self.for_front_caches(self.front_seconds)]
        start_response("304 Not Modified" if is_known else "200 OK", headers)
        return [] if is_known or environ["REQUEST_METHOD"] == "HEAD" else answer.body

    def encode(self, encoding: str) -> Answer:
        """Compress the page."""
        body = self.encoders[encoding](self.plain)
        etag = f'"{blake2b(self.plain, digest_size=12).hexdigest()}{encoding and "-" + encoding}"'
        headers = [
            *self.headers,
            *([("Content-Encoding", encoding)] if encoding != PLAIN else []),
            ("Content-Length", str(len(body))),
            ("Cache-Control", BROWSERS),
            ("Vary", "Accept-Encoding"),
            ("ETag", etag),
        ]
        not_modified = [header for header in headers if header[0] in REPEATED]
        answer = self.answers[encoding] = Answer(headers, not_modified, etag, [body])
        return answer

    def for_front_caches(self, seconds: float) -> Headers:
        """Return for how long front caches may keep the page, and by what it is taken from them."""
        now = time()
        seconds = int(min(seconds, self.stale_at - now, self.expires_at - now))
        tags = " ".join(sorted(self.tags))
        if seconds <= 0 or len(tags) > MOST_TAGS:
            return []
        # Counted from when it is too old, so that it is over before readers must not see it.
        stale = int(min(STALE_FOR, self.expires_at - now - seconds))
        policy = f"max-age={seconds}, stale-if-error={stale}"
        return [("CDN-Cache-Control", policy), ("Cache-Tags", tags)]

    def is_fresh(self) -> bool:
        """Tell whether nothing on the page has changed by the clock."""
        now = time()
        return self.stale_at > now and self.expires_at > now

    def may_be_shown(self) -> bool:
        """Tell whether the page shows nothing that readers must not see."""
        return self.expires_at > time()


def matches(header: str, etag: str) -> bool:
    """Tell whether a header `If-None-Match` names the page: compared weakly, as RFC 9110 says."""
    named = {part.strip().removeprefix("W/") for part in header.split(",")}
    return etag in named or "*" in named
