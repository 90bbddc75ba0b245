"""The page cache: whole responses, stored outside Django until something they show changes.

A view calls `mark_cacheable()` where its response is the same for every anonymous client. While it
is rendered, its dependencies are recorded: instances of `CacheTagged` by themselves, lists by
`depends_on()`, times by `stale_at()`, `stale_by()` and `expires_at()`. Code that changes something
calls `changed()`.
"""

from byline.pagecache.changes import changed, changed_everything, on_change
from byline.pagecache.memory import Rendered, is_remembered, once, remember, remember_each
from byline.pagecache.recording import (
    SETTINGS_TAG,
    Recording,
    add_dependencies,
    depends_on,
    expires_at,
    mark_cacheable,
    recorded_dependencies,
    stale_at,
    stale_by,
)

__all__ = [
    "SETTINGS_TAG",
    "Recording",
    "Rendered",
    "add_dependencies",
    "changed",
    "changed_everything",
    "depends_on",
    "expires_at",
    "is_remembered",
    "mark_cacheable",
    "on_change",
    "once",
    "recorded_dependencies",
    "remember",
    "remember_each",
    "stale_at",
    "stale_by",
]
