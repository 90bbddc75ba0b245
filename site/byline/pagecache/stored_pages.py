"""Cached pages as bytes, in the second level."""

import json
from typing import NamedTuple

from byline.pagecache.cache_keys import Key, address_of
from byline.pagecache.cached_pages import CachedPage
from byline.pagecache.changes import change_log
from byline.pagecache.content_encoding import DEFAULT_ENCODING
from byline.pagecache.esi import fragment_key
from byline.pagecache.joined_bodies import FragmentVersion, JoinedBody, encoded_body
from byline.pagecache.second_level import SecondLevel


class StoredPage(NamedTuple):
    """A page that was stored, with what decides whether it is still valid."""

    page: CachedPage
    # The id of a change before which all that the page shows was looked up.
    change: int
    begun_at: float


def pack(page: CachedPage, change: int, begun_at: float) -> bytes:
    """Return a page, joined with its fragments, as bytes."""
    body = page.body
    encoded = body.encoded.get(DEFAULT_ENCODING) or body.encode(DEFAULT_ENCODING, page.headers)
    head = {
        "headers": page.headers,
        "fragments": [address_of(key) for key in page.fragment_keys],
        "fragment_digests": [fragment.digest for fragment in body.fragments],
        "spans": body.spans,
        "digest": body.digest,
        "tags": sorted(page.tags),
        "variants": {name: sorted(values) for name, values in page.variants.items()},
        # JSON of Python has infinity, too.
        "stale_at": page.stale_at,
        "expires_at": page.expires_at,
        "change": change,
        "begun_at": begun_at,
    }
    return json.dumps(head).encode() + b"\n" + encoded.body[0]


def unpack(key: Key, data: bytes) -> StoredPage | None:
    """Return a page that was stored; None where the bytes are none."""
    first_line, _, encoded = data.partition(b"\n")
    try:
        head = json.loads(first_line)
        page = CachedPage(key, [(name, value) for name, value in head["headers"]])
        page.fragment_keys = [fragment_key(key, address) for address in head["fragments"]]
        page.tags = frozenset(head["tags"])
        page.variants = {name: frozenset(values) for name, values in head["variants"].items()}
        page.stale_at, page.expires_at = float(head["stale_at"]), float(head["expires_at"])
        spans = [(start, end) for start, end in head["spans"]]
        fragments = map(past_version, page.fragment_keys, head["fragment_digests"])
        page.body = JoinedBody(head["digest"], fragments, spans)
        body = encoded_body(page.headers, encoded, DEFAULT_ENCODING, page.body.digest)
        page.body.encoded[DEFAULT_ENCODING] = body
        return StoredPage(page, int(head["change"]), float(head["begun_at"]))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def past_version(key: Key, digest: str) -> FragmentVersion:
    """Return the version of a fragment in a body that was stored, to be compared with today's."""
    return FragmentVersion(key, digest, frozenset(), stale_at=0, expires_at=0)


class StoredPages:
    """The pages in a second level."""

    def __init__(self, level: SecondLevel) -> None:
        self.level = level

    def find(self, key: Key) -> StoredPage | None:
        """Return the page with a key, if nothing that it shows has changed since."""
        data = self.level.get(name_of(key))
        stored = unpack(key, data) if data is not None else None
        if stored is None or not stored.page.is_fresh():
            return None
        is_valid = change_log.is_unchanged(stored.page.tags, stored.change, stored.begun_at)
        return stored if is_valid else None

    def save(self, page: CachedPage, change: int, begun_at: float) -> None:
        """Store a page: see `StoredPage`."""
        self.level.put(name_of(page.key), pack(page, change, begun_at))


def name_of(key: Key) -> str:
    """Return the name under which the page with a key is stored."""
    return f"{key.scheme}://{key.host}{address_of(key)}"
