"""Drafts that have no headline yet: they are saved all the same, under a stand-in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wagtail.models import Page

# Wagtail stores no page without a title. The form shows an empty field for it.
UNTITLED = "(untitled)"
UNTITLED_SLUG_PATTERN = re.compile(r"untitled(-\d+)?")


def is_untitled(page: Page) -> bool:
    """Return whether a page has no title yet."""
    return page.title in {"", UNTITLED}
