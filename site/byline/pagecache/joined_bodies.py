"""The bodies of pages: joined with fragments, encoded, and sent."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

from byline.bulkheads.responses import Headers, StartResponse
from byline.pagecache.content_encoding import (
    DECODERS,
    DEFAULT_ENCODING,
    ENCODERS,
    IDENTITY,
    Encoders,
)

if TYPE_CHECKING:
    from byline.pagecache.cached_pages import CachedPage

# Browsers revalidate at each visit.
BROWSER_CACHE_CONTROL = "public, max-age=0, must-revalidate"
# Headers of `304 Not Modified`.
NOT_MODIFIED_HEADERS = {"Cache-Control", "ETag", "Vary"}
# What an ETag begins with that is the same for all encodings.
WEAK = "W/"


class EncodedBody(NamedTuple):
    """A body in one encoding, with the headers of its responses."""

    headers: Headers
    not_modified: Headers
    etag: str
    body: list[bytes]


def encoded_body(headers: Headers, body: bytes, encoding: str, digest: str) -> EncodedBody:
    """Return a body with its headers; `digest` is that of the body without compression.

    Where the headers have an ETag, a weak one, it is that of every encoding.
    """
    given = dict(headers).get("ETag")
    etag = given or f'"{digest}{encoding and "-" + encoding}"'
    headers = [
        *headers,
        *([("Content-Encoding", encoding)] if encoding != IDENTITY else []),
        ("Content-Length", str(len(body))),
        ("Cache-Control", BROWSER_CACHE_CONTROL),
        ("Vary", "Accept-Encoding"),
        *([] if given else [("ETag", etag)]),
    ]
    not_modified = [header for header in headers if header[0] in NOT_MODIFIED_HEADERS]
    return EncodedBody(headers, not_modified, etag, [body])


def digest_of(body: bytes | bytearray) -> str:
    """Return a digest for the ETag."""
    return blake2b(body, digest_size=12).hexdigest()


class FragmentVersion(NamedTuple):
    """What a body knows of a fragment in it: not the fragment, which would stay in memory."""

    key: Any
    digest: str
    # The same object as that of the fragment itself.
    tags: frozenset[str]
    stale_at: float
    expires_at: float

    @classmethod
    def of(cls, fragment: "CachedPage") -> "FragmentVersion":
        """Return the version of a fragment."""
        return cls(
            fragment.key,
            fragment.body.digest,
            fragment.tags,
            fragment.stale_at,
            fragment.expires_at,
        )


class JoinedBody:
    """The body of a page with its fragments, stored compressed."""

    __slots__ = ("digest", "encoded", "encoders", "fragments", "sends", "spans", "unencoded")

    def __init__(
        self,
        digest: str,
        fragments: Iterable[FragmentVersion],
        spans: list[tuple[int, int]],
        encoders: Encoders = ENCODERS,
    ) -> None:
        self.digest = digest
        # What it is made from, and where each of them stands in it.
        self.fragments = tuple(fragments)
        self.spans = spans
        # None as soon as there is an encoded one.
        self.unencoded: bytes | None = None
        self.encoded: dict[str, EncodedBody] = {}
        self.encoders = encoders
        self.sends = 0

    @classmethod
    def joined(
        cls, parts: Sequence[bytes], fragments: Sequence["CachedPage"], encoders: Encoders
    ) -> "JoinedBody":
        """Join the parts of a page with the fragments between them."""
        spans: list[tuple[int, int]] = []
        plain = bytearray(parts[0])
        for part, fragment in zip(parts[1:], fragments, strict=True):
            start = len(plain)
            plain += fragment.body.plain()
            spans.append((start, len(plain)))
            plain += part
        body = cls(digest_of(plain), map(FragmentVersion.of, fragments), spans, encoders)
        body.unencoded = bytes(plain)
        return body

    def encode(self, encoding: str, headers: Headers) -> EncodedBody:
        """Encode it; the result is stored, unless it is not compressed."""
        plain = self.plain()
        if encoding == IDENTITY:
            if not self.encoded:
                self.encode(DEFAULT_ENCODING, headers)
            return encoded_body(headers, plain, encoding, self.digest)
        body = self.encoders[encoding](plain)
        # Other bytes of the same body have another ETag.
        digest = self.digest if self.encoders is ENCODERS else f"{self.digest}-quick"
        self.encoded[encoding] = encoded_body(headers, body, encoding, digest)
        self.unencoded = None
        return self.encoded[encoding]

    def plain(self) -> bytes:
        """Return it without compression."""
        if (plain := self.unencoded) is not None:
            return plain
        encoding, encoded = next(iter(self.encoded.items()))
        return DECODERS[encoding](encoded.body[0])

    def parts(self) -> list[bytes]:
        """Return the parts of the page around the fragments."""
        plain = self.plain()
        starts = [0, *(end for _start, end in self.spans)]
        ends = [*(start for start, _end in self.spans), len(plain)]
        return [plain[start:end] for start, end in zip(starts, ends, strict=True)]

    @property
    def size(self) -> int:
        """Its bytes in memory."""
        encoded = sum(len(found.body[0]) for found in [*self.encoded.values()])
        return encoded + len(self.unencoded or b"")


def respond(
    answer: EncodedBody, more: Headers, environ: dict[str, Any], start_response: StartResponse
) -> Iterable[bytes]:
    """Send a body, or 304 where the client has it."""
    is_known = "HTTP_IF_NONE_MATCH" in environ and matches(
        environ["HTTP_IF_NONE_MATCH"], answer.etag
    )
    headers = answer.not_modified if is_known else answer.headers
    start_response("304 Not Modified" if is_known else "200 OK", [*headers, *more])
    return [] if is_known or environ["REQUEST_METHOD"] == "HEAD" else answer.body


def matches(header: str, etag: str) -> bool:
    """Return whether `If-None-Match` has the ETag: weak comparison of RFC 9110."""
    named = {part.strip().removeprefix(WEAK) for part in header.split(",")}
    return etag.removeprefix(WEAK) in named or "*" in named
