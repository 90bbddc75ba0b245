"""The page cache: whole responses, cached outside Django until something they show changes.

A view calls `mark_cacheable()` where its response is the same for every anonymous client. While it
is rendered, its dependencies are recorded: instances of `CacheTagged` by themselves, lists by
`depends_on()`, times by `stale_at()` and `expires_at()`. Code that changes something calls
`changed()`. What many pages show is a fragment, which they include.
"""

from byline.pagecache.changes import changed
from byline.pagecache.fragments import fragment, include_fragment
from byline.pagecache.recording import (
    depends_on,
    expires_at,
    mark_cacheable,
    stale_at,
    varies_only_for,
)

__all__ = [
    "changed",
    "depends_on",
    "expires_at",
    "fragment",
    "include_fragment",
    "mark_cacheable",
    "stale_at",
    "varies_only_for",
]
