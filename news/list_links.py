"""Links of lists that readers narrow by the query string: a section, a period."""

import re
from typing import NamedTuple

from django.utils.http import urlencode

SLUG_PATTERN = re.compile(r"[-\w]+")  # PostgreSQL refuses some other characters


class ChoiceLink(NamedTuple):
    """One of several links, one of which is chosen."""

    label: str
    url: str
    is_chosen: bool


def address(url: str, **parameters: str | None) -> str:
    """Return a URL with the parameters that are not empty."""
    query = urlencode({name: value for name, value in parameters.items() if value})
    return f"{url}?{query}" if query else url
