"""Sanitizing and rendering of rich text.

All `mark_safe` of the app is here: for sanitized or rendered HTML, which cannot be escaped.
"""

import nh3
from bs4 import BeautifulSoup
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

from byline.text import without_unfit_characters

ALLOWED_ATTRIBUTES = {"a": {"href", "linktype", "id", "fragment"}}
ALLOWED_TAGS = {"p", "b", "strong", "i", "em", "a", "ul", "ol", "li", "br"}
ALLOWED_SCHEMES = {"http", "https", "mailto", "tel"}

# Never part of cleaned text, so it cannot be taken for a boundary.
BOUNDARY = "\x00"


def clean_html(html: str) -> str:
    """Return the HTML with the elements and attributes of the editor only.

    Links keep the attributes by which a link to a page, or to a heading of it, is stored.
    """
    cleaned = nh3.clean(
        without_unfit_characters(html),
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        url_schemes=ALLOWED_SCHEMES,
        link_rel=None,
    )
    # Once more, since entities may stand for such characters.
    return without_unfit_characters(cleaned)


def expand_all(sources: list[str]) -> list[SafeString]:
    """Expand many rich texts for readers, with as many queries as one takes."""
    expanded = expand_db_html(BOUNDARY.join(map(clean_html, sources)))
    # Safe: cleaned above, and the link handlers write their tags from escaped values.
    return [mark_safe(html) for html in expanded.split(BOUNDARY)]  # noqa: S308


def with_paid_links(html: SafeString) -> SafeString:
    """Add `rel="sponsored"` to the links of rendered HTML, whatever block they are in."""
    soup = BeautifulSoup(html, "html.parser")
    for link in soup.find_all("a", href=True):
        link["rel"] = " ".join(dict.fromkeys([*link.get_attribute_list("rel"), "sponsored"]))
    # Safe: rendered HTML, with nothing added but the attribute above.
    return mark_safe(str(soup))  # noqa: S308
