"""The page cache: finished reader pages, kept outside Django until something they show changes.

A view says with `mark_cacheable()` that its page is the same for everybody. While it is rendered,
what it shows is recorded: instances of `Shown` by themselves, lists by `depends_on()`, the clock by
`stale_at()`, `stale_by()` and `expires_at()`. Whoever changes something calls `changed()`.
"""

from byline.pagecache.changes import changed, changed_everything, on_change
from byline.pagecache.memory import Rendered, is_remembered, once, remember, remember_each
from byline.pagecache.recording import (
    SETTINGS,
    Recording,
    depends_on,
    expires_at,
    mark_cacheable,
    noted,
    repeat,
    stale_at,
    stale_by,
)

__all__ = [
    "SETTINGS",
    "Recording",
    "Rendered",
    "changed",
    "changed_everything",
    "depends_on",
    "expires_at",
    "is_remembered",
    "mark_cacheable",
    "noted",
    "on_change",
    "once",
    "remember",
    "remember_each",
    "repeat",
    "stale_at",
    "stale_by",
]
