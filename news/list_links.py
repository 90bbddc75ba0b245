"""What readers choose by the address of a list: a section, a stretch of time."""

import re
from typing import NamedTuple

from django.utils.http import urlencode

SLUG_PATTERN = re.compile(r"[-\w]+")  # PostgreSQL refuses to be asked for some other characters


class ChoiceLink(NamedTuple):
    """A link that is one of several, of which one is chosen."""

    label: str
    url: str
    is_chosen: bool


def address(url: str, **parameters: str | None) -> str:
    """Return an address with the parameters that say something."""
    query = urlencode({name: value for name, value in parameters.items() if value})
    return f"{url}?{query}" if query else url
