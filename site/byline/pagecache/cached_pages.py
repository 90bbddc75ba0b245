"""A cached page, and how it is sent."""

from collections.abc import Iterable
from hashlib import blake2b
from math import inf
from time import time
from typing import Any, NamedTuple

from byline.bulkheads.responses import Headers, StartResponse
from byline.pagecache.cache_keys import Key
from byline.pagecache.content_encoding import ENCODERS, IDENTITY, preferred_encoding

# Browsers revalidate at each visit.
BROWSER_CACHE_CONTROL = "public, max-age=0, must-revalidate"
# Set by the cache itself, or of one request.
UNCACHED_HEADERS = {
    *("cache-control", "content-length", "etag", "last-modified", "vary", "x-request-id")
}
# Headers of `304 Not Modified`.
NOT_MODIFIED_HEADERS = {"Cache-Control", "ETag", "Vary"}
STALE_HEADER = ("Cache-Status", 'Byline; hit; detail="stale: the newsroom cannot be reached"')
# Front caches accept headers of a few thousand bytes.
CACHE_TAGS_MAX_LENGTH = 6000
# How long a front cache may serve a stale page while the site is away.
STALE_IF_ERROR_SECONDS = 24 * 3600


class EncodedPage(NamedTuple):
    """A page in one encoding."""

    headers: Headers
    not_modified: Headers
    etag: str
    body: list[bytes]


class CachedPage:
    """A page with the responses made from it, by encoding."""

    def __init__(self, key: Key, headers: Headers, body: bytes) -> None:
        self.key = key
        self.plain = body
        self.headers = [header for header in headers if header[0].lower() not in UNCACHED_HEADERS]
        self.encoded: dict[str, EncodedPage] = {}
        self.encoders = ENCODERS
        self.tags: frozenset[str] = frozenset()
        self.stale_at = self.expires_at = inf
        # For how long front caches may store it; None where there are none.
        self.front_seconds: float | None = None
        self.used = False
        # Bytes in memory, roughly, with the compressed bodies.
        self.size = 2 * len(body) + 2000

    def send(
        self, environ: dict[str, Any], start_response: StartResponse, *, stale: bool = False
    ) -> Iterable[bytes]:
        """Send the page, or 304 where the client has it."""
        self.used = True
        encoding = preferred_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        answer = self.encoded.get(encoding) or self.encode(encoding)
        is_known = "HTTP_IF_NONE_MATCH" in environ and matches(
            environ["HTTP_IF_NONE_MATCH"], answer.etag
        )
        headers = answer.not_modified if is_known else answer.headers
        if stale:
            headers = [*headers, STALE_HEADER]
        elif self.front_seconds is not None:
            headers = [*headers, *self.for_front_caches(self.front_seconds)]
        start_response("304 Not Modified" if is_known else "200 OK", headers)
        return [] if is_known or environ["REQUEST_METHOD"] == "HEAD" else answer.body

    def encode(self, encoding: str) -> EncodedPage:
        """Compress the page; the result is stored with it."""
        body = self.encoders[encoding](self.plain)
        etag = f'"{blake2b(self.plain, digest_size=12).hexdigest()}{encoding and "-" + encoding}"'
        headers = [
            *self.headers,
            *([("Content-Encoding", encoding)] if encoding != IDENTITY else []),
            ("Content-Length", str(len(body))),
            ("Cache-Control", BROWSER_CACHE_CONTROL),
            ("Vary", "Accept-Encoding"),
            ("ETag", etag),
        ]
        not_modified = [header for header in headers if header[0] in NOT_MODIFIED_HEADERS]
        answer = self.encoded[encoding] = EncodedPage(headers, not_modified, etag, [body])
        return answer

    def for_front_caches(self, seconds: float) -> Headers:
        """Return the headers for front caches: for how long to store the page, and its tags."""
        now = time()
        seconds = int(min(seconds, self.stale_at - now, self.expires_at - now))
        tags = " ".join(sorted(self.tags))
        if seconds <= 0 or len(tags) > CACHE_TAGS_MAX_LENGTH:
            return []
        # It starts when max-age ends, and must end before the page expires.
        stale = int(min(STALE_IF_ERROR_SECONDS, self.expires_at - now - seconds))
        policy = f"max-age={seconds}, stale-if-error={stale}"
        return [("CDN-Cache-Control", policy), ("Cache-Tags", tags)]

    def is_fresh(self) -> bool:
        """Return whether neither `stale_at` nor `expires_at` has passed."""
        now = time()
        return self.stale_at > now and self.expires_at > now

    def may_be_served(self) -> bool:
        """Return whether the page may be served, even stale."""
        return self.expires_at > time()


def matches(header: str, etag: str) -> bool:
    """Return whether `If-None-Match` has the ETag: weak comparison of RFC 9110."""
    named = {part.strip().removeprefix("W/") for part in header.split(",")}
    return etag in named or "*" in named
