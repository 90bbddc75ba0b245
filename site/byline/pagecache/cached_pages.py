"""A cached page, and how it is sent."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, zip_longest
from math import inf
from time import time
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from byline.bulkheads.responses import Headers, StartResponse
from byline.pagecache.cache_keys import Key, address_of, parameters_in
from byline.pagecache.changes import is_list
from byline.pagecache.content_encoding import (
    ENCODERS,
    IDENTITY,
    QUICK_ENCODERS,
    Encoders,
    preferred_encoding,
)
from byline.pagecache.esi import SURROGATE_CONTROL, include_tag
from byline.pagecache.joined_bodies import (
    WEAK,
    EncodedBody,
    JoinedBody,
    digest_of,
    encoded_body,
    respond,
)
from byline.pagecache.recording import PAGE_MAX_AGE_SECONDS, Recording
from byline.pagecache.store import TaggedStore

# Set by the cache itself, or of one request.
UNCACHED_HEADERS = {
    *("cache-control", "content-length", "etag", "last-modified", "vary", "x-request-id")
}
STALE_HEADER = ("Cache-Status", 'Byline; hit; detail="stale: the newsroom cannot be reached"')
# Front caches accept headers of a few thousand bytes.
CACHE_TAGS_MAX_LENGTH = 6000
# How long a front cache may serve a stale page while the site is away.
STALE_IF_ERROR_SECONDS = 24 * 3600
# How long others get the last page while one that lacks something is rendered.
STALE_WHILE_REVALIDATE_SECONDS = 2.0
# A body that was joined anew is compressed well once it was sent so many times.
SENDS_WITH_QUICK_ENCODING = 30
# Bytes in memory of a page beside its bodies, roughly.
PAGE_OVERHEAD_BYTES = 1500


@lru_cache(maxsize=1024)
def shared_headers(headers: tuple[tuple[str, str], ...]) -> Headers:
    """Return headers, the same object for all pages that have the same ones."""
    return [*headers]


def is_cached(name: str, value: str, key: Key) -> bool:
    """Return whether a header is cached: a fragment, which nothing is joined into, has an ETag."""
    if name == "ETag" and key.is_fragment:
        return value.startswith(WEAK)
    return name.lower() not in UNCACHED_HEADERS


class CachedPage:
    """A page with the responses made from it, by encoding."""

    __slots__ = (
        *("body", "expires_at", "fragment_keys", "front_seconds", "has_grown", "headers", "key"),
        *("stale_at", "tags", "used", "variants"),
    )
    body: JoinedBody

    def __init__(self, key: Key, headers: Headers) -> None:
        self.key = key
        cached = (header for header in headers if is_cached(*header, key))
        self.headers = shared_headers(tuple(cached))
        # The keys of the fragments that it includes, in order.
        self.fragment_keys: Sequence[Key] = ()
        self.tags: frozenset[str] = frozenset()
        # By parameter the only values for which it is not the response, too.
        self.variants: dict[str, frozenset[str]] = {}
        self.stale_at = self.expires_at = inf
        # For how long front caches may store it; None where there are none.
        self.front_seconds: float | None = None
        self.used = False
        # Whether it takes more room than the store has counted.
        self.has_grown = False

    @property
    def size(self) -> int:
        """Bytes in memory, roughly."""
        return PAGE_OVERHEAD_BYTES + self.body.size

    def depend_on(self, recording: Recording) -> None:
        """Take over what was recorded while it was rendered."""
        self.tags = frozenset(recording.tags)
        self.variants = recording.variants
        self.stale_at = min(recording.stale_at, recording.begun_at + PAGE_MAX_AGE_SECONDS)
        self.expires_at = recording.expires_at

    def join(
        self,
        parts: Sequence[bytes],
        fragments: Sequence["CachedPage"] = (),
        encoders: Encoders = ENCODERS,
    ) -> JoinedBody:
        """Join the parts of the page with the fragments between them, and return the body.

        A fragment is compressed quickly: it is seldom sent by itself.
        """
        encoders = QUICK_ENCODERS if self.key.is_fragment else encoders
        body = JoinedBody.joined(parts, fragments, encoders)
        self.body, self.has_grown = body, True
        return body

    def join_anew(self, fragments: Sequence["CachedPage"]) -> JoinedBody:
        """Join it with other versions of its fragments, and return that body."""
        return self.join(self.body.parts(), fragments, QUICK_ENCODERS)

    def send(
        self,
        environ: dict[str, Any],
        start_response: StartResponse,
        body: JoinedBody | None = None,
        *,
        stale: bool = False,
    ) -> Iterable[bytes]:
        """Send the page, or 304 where the client has it."""
        self.used = True
        encoding = preferred_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        body = body or self.body
        answer = body.encoded.get(encoding) or self.encode(encoding, body)
        if body.encoders is QUICK_ENCODERS:
            self.count_sends(encoding, body)
        headers = self.headers_for_front_caches(body)
        if stale:
            headers = [STALE_HEADER]
        return respond(answer, headers, environ, start_response)

    def send_with_includes(
        self, environ: dict[str, Any], start_response: StartResponse
    ) -> Iterable[bytes]:
        """Send the page with the includes of its fragments, to a front cache that resolves them."""
        self.used = True
        includes = [include_tag(address_of(key)).encode() for key in self.fragment_keys]
        parts = self.body.parts()
        between = zip_longest(parts, includes, fillvalue=b"")
        plain = b"".join(chain.from_iterable(between))
        encoding = preferred_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        body = ENCODERS[encoding](plain) if encoding != IDENTITY else plain
        answer = encoded_body(self.headers, body, encoding, digest_of(plain))
        headers = [SURROGATE_CONTROL, *self.headers_for_front_caches(None)]
        return respond(answer, headers, environ, start_response)

    def encode(self, encoding: str, body: JoinedBody) -> EncodedBody:
        """Encode a body of the page."""
        try:
            return body.encode(encoding, self.headers)
        finally:
            self.has_grown = True

    def count_sends(self, encoding: str, body: JoinedBody) -> None:
        """Compress the page well once it was sent many times."""
        body.sends += 1
        if body.sends >= SENDS_WITH_QUICK_ENCODING and encoding != IDENTITY:
            body.encoders = ENCODERS
            self.encode(encoding, body)

    def headers_for_front_caches(self, body: JoinedBody | None) -> Headers:
        """Return the headers for front caches: for how long to store the page, and its tags.

        Lists that fragments show are no tags of the joined page: each new story would purge it
        from front caches with all others. Instead, these store it for a short time.
        """
        if self.front_seconds is None:
            return []
        now, seconds, tags = time(), self.front_seconds, {*self.tags}
        expires_at, stale_at = self.expires_at, self.stale_at
        if body and body.fragments:
            seconds = min(seconds, settings.FRONT_CACHE_FRAGMENT_SECONDS)
            for fragment in body.fragments:
                tags |= {tag for tag in fragment.tags if not is_list(tag)}
                expires_at = min(expires_at, fragment.expires_at)
                stale_at = min(stale_at, fragment.stale_at)
        seconds = int(min(seconds, stale_at - now, expires_at - now))
        names = " ".join(sorted(tags))
        if seconds <= 0 or len(names) > CACHE_TAGS_MAX_LENGTH:
            return []
        # It starts when max-age ends, and must end before the page expires.
        stale = int(min(STALE_IF_ERROR_SECONDS, expires_at - now - seconds))
        policy = f"max-age={seconds}, stale-if-error={stale}"
        return [("CDN-Cache-Control", policy), ("Cache-Tags", names)]

    def is_fresh(self) -> bool:
        """Return whether neither `stale_at` nor `expires_at` has passed."""
        now = time()
        return self.stale_at > now and self.expires_at > now

    def may_be_served(self) -> bool:
        """Return whether the page may be served, even stale."""
        return self.expires_at > time()

    def may_be_served_meanwhile(self) -> bool:
        """Return whether it may be served while it is rendered again: stale since just now."""
        return self.may_be_served() and time() - self.stale_at < STALE_WHILE_REVALIDATE_SECONDS

    def query_of_variant(self, query: str) -> str:
        """Return the part of a query string for which the page differs from that without one."""
        return urlencode(
            [
                (name, value)
                for name, value in parameters_in(query).items()
                if name not in self.variants or value in self.variants[name]
            ]
        )


def uncached_fragment(key: Key, body: bytes) -> CachedPage:
    """Return a fragment that is looked up again for the next response."""
    fragment = CachedPage(key, [])
    fragment.join([body])
    fragment.stale_at = 0
    return fragment


class PageStore(TaggedStore[Key, CachedPage]):
    """The pages and fragments that are cached in a process."""

    def find(self, key: Key) -> CachedPage | None:
        """Return the page with a key, or that with the parameters for which it differs."""
        page = self.entries.get(key)
        if page is None and key.query:
            plain = self.entries.get(key._replace(query=""))
            if plain is not None and plain.variants:
                return self.entries.get(key._replace(query=plain.query_of_variant(key.query)))
        return page

    def find_fresh(self, key: Key) -> CachedPage | None:
        """Return the page with a key, if it is fresh."""
        page = self.find(key)
        return page if page is not None and page.is_fresh() else None

    def find_last(self, key: Key) -> CachedPage | None:
        """Return the page with a key, if it may be served, even stale."""
        page = self.find(key)
        return page if page is not None and page.may_be_served() else None

    def pages_with(self, tags: Iterable[str]) -> list[Key]:
        """Return the keys of pages with fragments that show what the tags stand for."""
        gone = {tag for tag in tags if not is_list(tag)}
        return [
            page.key
            for page in [*self.entries.values()]
            if any(gone & fragment.tags for fragment in page.body.fragments)
        ]
