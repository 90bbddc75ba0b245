"""Ids of pages as they were stored or sent."""

import re
from typing import Any

# A forged id may be anything; longer numbers do not fit into a database.
PAGE_ID_PATTERN = re.compile(r"[0-9]{1,18}")


def page_id_of(value: Any) -> int | None:
    """Return the page id that was stored or sent, None where it can be none."""
    text = str(value)
    return int(text) if PAGE_ID_PATTERN.fullmatch(text) else None
