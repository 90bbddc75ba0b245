"""A cached page, and how it is sent."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, zip_longest
from math import inf
from time import time
from typing import Any

from django.conf import settings

from byline.bulkheads.responses import Headers, StartResponse
from byline.pagecache.cache_keys import Key, address_of, parameters_in
from byline.pagecache.changes import is_list
from byline.pagecache.content_encoding import (
    DEFAULT_ENCODING,
    ENCODERS,
    IDENTITY,
    QUICK_ENCODERS,
    Encoders,
    preferred_encoding,
)
from byline.pagecache.esi import SURROGATE_CONTROL, include_tag
from byline.pagecache.joined_bodies import (
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


def pages_with(store: TaggedStore[Key, "CachedPage"], keys: Iterable[Key]) -> list[Key]:
    """Return the keys of pages with fragments that were evicted."""
    evicted = {key for key in keys if key not in store.entries}
    return [
        page.key
        for page in [*store.entries.values()]
        if any(fragment.key in evicted for fragment in page.body.fragments)
    ]


@lru_cache(maxsize=1024)
def shared_headers(headers: tuple[tuple[str, str], ...]) -> Headers:
    """Return headers, the same object for all pages that have the same ones."""
    return [*headers]


class CachedPage:
    """A page with the responses made from it, by encoding."""

    __slots__ = (
        *("body", "expires_at", "fragment_keys", "front_seconds", "has_grown", "headers", "key"),
        *("stale_at", "tags", "used", "variants"),
    )
    body: JoinedBody

    def __init__(self, key: Key, headers: Headers) -> None:
        self.key = key
        cached = (header for header in headers if header[0].lower() not in UNCACHED_HEADERS)
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
    ) -> None:
        """Join the parts of the page with the fragments between them."""
        self.body = JoinedBody(parts, fragments, encoders)
        self.has_grown = True

    def join_anew(self, fragments: Sequence["CachedPage"]) -> None:
        """Join it with other versions of its fragments."""
        self.join(self.body.parts(), fragments, QUICK_ENCODERS)

    def restore(self, body: bytes, digest: str, spans: list[tuple[int, int]]) -> None:
        """Give the page a body that was stored in the default encoding."""
        encoded = encoded_body(self.headers, body, DEFAULT_ENCODING, digest)
        self.body = JoinedBody.restored(encoded, DEFAULT_ENCODING, digest, spans)
        self.has_grown = False

    def send(
        self, environ: dict[str, Any], start_response: StartResponse, *, stale: bool = False
    ) -> Iterable[bytes]:
        """Send the page, or 304 where the client has it."""
        self.used = True
        encoding = preferred_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        answer = self.body.encoded.get(encoding) or self.encode(encoding)
        if self.body.encoders is QUICK_ENCODERS:
            self.count_sends(encoding)
        headers = self.headers_for_front_caches()
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
        headers = [SURROGATE_CONTROL, *self.headers_for_front_caches(is_joined=False)]
        return respond(answer, headers, environ, start_response)

    def encode(self, encoding: str) -> EncodedBody:
        """Encode the page."""
        self.has_grown = True
        return self.body.encode(encoding, self.headers)

    def count_sends(self, encoding: str) -> None:
        """Compress the page well once it was sent many times."""
        self.body.sends += 1
        if self.body.sends == SENDS_WITH_QUICK_ENCODING:
            self.body.encoders = ENCODERS
            if encoding != IDENTITY:
                self.encode(encoding)

    def headers_for_front_caches(self, *, is_joined: bool = True) -> Headers:
        """Return the headers for front caches: for how long to store the page, and its tags.

        Lists that fragments show are no tags of the joined page: each new story would purge it
        from front caches with all others. Instead, these store it for a short time.
        """
        if self.front_seconds is None:
            return []
        now, seconds, tags = time(), self.front_seconds, {*self.tags}
        expires_at, stale_at = self.expires_at, self.stale_at
        if is_joined and self.body.fragments:
            seconds = min(seconds, settings.FRONT_CACHE_FRAGMENT_SECONDS)
            for fragment in self.body.fragments:
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

    def answers(self, query: str) -> bool:
        """Return whether the page, which has no query string, is the same with this one."""
        return bool(self.variants) and all(
            name in self.variants and value not in self.variants[name]
            for name, value in parameters_in(query).items()
        )


def uncached_fragment(key: Key, body: bytes) -> CachedPage:
    """Return a fragment that is looked up again for the next response."""
    fragment = CachedPage(key, [])
    fragment.join([body])
    fragment.stale_at = 0
    return fragment
