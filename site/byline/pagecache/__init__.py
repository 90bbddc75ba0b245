"""The page cache: finished reader pages, kept outside Django until something they show changes.

A view says with `keep()` that its page is the same for everybody. While it is rendered, what it
shows is noted: instances of `Shown` by themselves, lists by `depends_on()`, the clock by
`outdated_at()` and its kin. Whoever changes something says so with `changed()`.
"""

from byline.pagecache.changes import changed, changed_everything, on_change
from byline.pagecache.memory import Rendered, once, remember, remember_each
from byline.pagecache.recording import (
    SETTINGS,
    depends_on,
    gone_at,
    keep,
    outdated_at,
    outdated_by,
)

__all__ = [
    "SETTINGS",
    "Rendered",
    "changed",
    "changed_everything",
    "depends_on",
    "gone_at",
    "keep",
    "on_change",
    "once",
    "outdated_at",
    "outdated_by",
    "remember",
    "remember_each",
]
