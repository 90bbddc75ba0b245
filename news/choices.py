"""What readers choose by the address of a list: a section, a stretch of time."""

import re
from typing import TYPE_CHECKING, NamedTuple

from django.http import Http404, HttpRequest
from django.utils.http import urlencode

if TYPE_CHECKING:
    from news.models import SectionPage

SLUG = re.compile(r"[-\w]+")  # PostgreSQL refuses to be asked for some other characters


class Choice(NamedTuple):
    """A link that is one of several, of which one is chosen."""

    label: str
    url: str
    is_chosen: bool


def address(url: str, **parameters: str | None) -> str:
    """Return an address with the parameters that say something."""
    query = urlencode({name: value for name, value in parameters.items() if value})
    return f"{url}?{query}" if query else url


def chosen_section(request: HttpRequest) -> "SectionPage | None":
    """Return the section that `?section=` names, None where it is not there. Raises Http404."""
    from news.models import SectionPage

    slug = request.GET.get("section")
    if slug is None:
        return None
    found = SLUG.fullmatch(slug) and SectionPage.objects.published().filter(slug=slug).first()
    if not found:
        raise Http404("There is no such section.")
    return found
