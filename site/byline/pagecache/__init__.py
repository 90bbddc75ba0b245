"""The page cache: responses, stored outside Django until something they show changes.

Pages are joined from their own part and fragments, which they share: see README.md.

A view calls `mark_cacheable()` where its response is the same for every anonymous client. While it
is rendered, its dependencies are recorded: instances of `CacheTagged` by themselves, lists by
`depends_on()`, times by `stale_at()`, `stale_by()` and `expires_at()`. Code that changes something
calls `changed()`.
"""

from byline.pagecache.changes import changed, changed_everything, on_change
from byline.pagecache.fragments import fragment, include_fragment
from byline.pagecache.recording import (
    SETTINGS_TAG,
    Recording,
    add_dependencies,
    depends_on,
    expires_at,
    mark_cacheable,
    stale_at,
    stale_by,
    varies_only_for,
)

__all__ = [
    "SETTINGS_TAG",
    "Recording",
    "add_dependencies",
    "changed",
    "changed_everything",
    "depends_on",
    "expires_at",
    "fragment",
    "include_fragment",
    "mark_cacheable",
    "on_change",
    "stale_at",
    "stale_by",
    "varies_only_for",
]
