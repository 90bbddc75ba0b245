"""Joining pages with their fragments, as these are now."""

from collections.abc import Callable, Sequence
from time import time
from typing import NamedTuple

from byline.bulkheads.responses import Environ, Refused, Response, read_body
from byline.pagecache.cache_keys import Key
from byline.pagecache.cached_pages import CachedPage, PageStore, uncached_fragment
from byline.pagecache.esi import subrequest
from byline.pagecache.joined_bodies import FragmentVersion, JoinedBody
from byline.pagecache.rendering import OK

# A fragment that failed is tried again after this time.
RETRY_AFTER_SECONDS = 1.0
FAILED_FRAGMENTS_LIMIT = 1000


class Answer(NamedTuple):
    """A page and the body to be sent: `page.body` may be that of a thread that began earlier."""

    page: CachedPage
    body: JoinedBody


class Joiner:
    """Finds the fragments of pages, or has them rendered, and joins pages with them."""

    def __init__(
        self, store: PageStore, render_once: Callable[[Key, Environ], Answer | Response]
    ) -> None:
        self.store = store
        self.render_once = render_once
        self.failed_until: dict[Key, float] = {}
        # How many bodies were joined.
        self.joins = 0

    def answer(self, page: CachedPage, environ: Environ) -> Answer:
        """Return a page with its fragments as they are now. Raises Refused."""
        body = page.body
        if not self.is_current(body):
            body = self.join(page, [self.fragment(key, environ) for key in page.fragment_keys])
        return Answer(page, body)

    def last_answer(self, page: CachedPage) -> Answer:
        """Return a page with what is cached of its fragments."""
        return Answer(page, self.join(page, [self.last(key) for key in page.fragment_keys]))

    def is_current(self, body: JoinedBody) -> bool:
        """Return whether the fragments in a body are those that are cached, and fresh."""
        now = time()
        for fragment in body.fragments:
            cached = self.store.entries.get(fragment.key)
            if cached is None or cached.tags is not fragment.tags:
                return False
            if cached.stale_at <= now or cached.expires_at <= now:
                return False
            cached.used = True
        return True

    def join(self, page: CachedPage, fragments: Sequence[CachedPage]) -> JoinedBody:
        """Return the body of a page with fragments, joined unless these are in its body."""
        body = page.body
        versions = tuple(map(FragmentVersion.of, fragments))
        if [one.digest for one in versions] != [one.digest for one in body.fragments]:
            self.joins += 1
            return page.join_anew(fragments)
        body.fragments = versions
        return body

    def fragment(self, key: Key, environ: Environ) -> CachedPage:
        """Return a fragment, rendered if it is not cached. Raises Refused.

        Where that fails it is the last version, or empty, and not tried again for a moment.
        """
        if (page := self.store.find_fresh(key)) is not None:
            return page
        if self.failed_until.get(key, 0) > time():
            return self.last(key)
        answer = self.render_fragment(key, subrequest(environ, key))
        if isinstance(answer, Answer):
            return answer.page
        body = read_body(answer.body)
        if not answer.status.startswith(OK):
            self.note_failure(key)
            return self.last(key)
        return uncached_fragment(key, body)

    def fragments_of(self, page: CachedPage, environ: Environ) -> list[CachedPage]:
        """Return the fragments of a page; of one that is refused the last version."""
        fragments = []
        for key in page.fragment_keys:
            try:
                fragments.append(self.fragment(key, environ))
            except Refused:
                fragments.append(self.last(key))
        return fragments

    def render_fragment(self, key: Key, environ: Environ) -> Answer | Response:
        """Render a fragment once, by those of its parameters for which it differs."""
        if key.query and self.store.capacity:
            plain = self.fragment(key._replace(query=""), environ)
            key = key._replace(query=plain.query_of_variant(key.query))
            if not key.query:
                return Answer(plain, plain.body)
            environ = {**environ, "QUERY_STRING": key.query}
        return self.render_once(key, environ)

    def last(self, key: Key) -> CachedPage:
        """Return a fragment as it is cached, empty if it may not be served any more."""
        return self.store.find_last(key) or uncached_fragment(key, b"")

    def note_failure(self, key: Key) -> None:
        """Have a fragment not tried again for a moment."""
        if len(self.failed_until) >= FAILED_FRAGMENTS_LIMIT:
            self.failed_until.clear()
        self.failed_until[key] = time() + RETRY_AFTER_SECONDS
