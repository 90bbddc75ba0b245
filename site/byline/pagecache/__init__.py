"""The page cache: finished reader pages, kept outside Django until something they show changes.

A view says with `keep()` that its page is the same for everybody. While it is rendered, what it
shows is noted: instances of `Shown` by themselves, lists by `depends_on()`, the clock by
`outdated_at()` and its kin. Whoever changes something says so with `changed()`.
"""

from byline.pagecache.changes import changed, changed_everything, on_change
from byline.pagecache.memory import Rendered, is_remembered, once, remember, remember_each
from byline.pagecache.recording import (
    SETTINGS,
    Recording,
    depends_on,
    gone_at,
    keep,
    noted,
    outdated_at,
    outdated_by,
    repeat,
)

__all__ = [
    "SETTINGS",
    "Recording",
    "Rendered",
    "changed",
    "changed_everything",
    "depends_on",
    "gone_at",
    "is_remembered",
    "keep",
    "noted",
    "on_change",
    "once",
    "outdated_at",
    "outdated_by",
    "remember",
    "remember_each",
    "repeat",
]
