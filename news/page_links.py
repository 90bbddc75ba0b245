"""Links to pages of the site and to their headings, within rich text.

A link to a heading is stored as `<a linktype="page" id="12" fragment="money">`.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.html import format_html
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from news.fragments import with_fragment
from news.page_ids import page_id_of
from news.querysets import published_pages


class PublishedPageLinkHandler(PageLinkHandler):
    """Links to published pages; to others, the text has no link."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        """Return an opening tag for each link, with a constant number of queries."""
        ids = {pk for a in attrs_list if (pk := page_id_of(a.get("id"))) is not None}
        urls = {str(page.pk): page.url for page in published_pages(ids)}
        return [
            format_html('<a href="{}">', with_fragment(url, a.get("fragment")))
            if (url := urls.get(str(a.get("id"))))
            else "<a>"
            for a in attrs_list
        ]

    @classmethod
    def extract_references(cls, attrs: dict[str, Any]) -> Iterator[tuple[Any, Any, str, str]]:
        """Yield the page that is linked; none for a forged id."""
        if page_id_of(attrs.get("id")) is not None:
            yield Page, attrs["id"], "", ""
