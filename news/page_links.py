"""Links to pages of the site and to their headings, within rich text.

A link to a heading is stored as `<a linktype="page" id="12" fragment="money">`.
"""

import re
from typing import Any

from django.utils.html import format_html
from wagtail.rich_text.pages import PageLinkHandler

from news.fragments import with_fragment
from news.querysets import published_pages

# A forged id may be anything; longer numbers do not fit into a database.
PAGE_ID_PATTERN = re.compile(r"[0-9]{1,18}")


class PublishedPageLinkHandler(PageLinkHandler):
    """Links to published pages; to others, the text has no link."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        """Return an opening tag for each link, with a constant number of queries."""
        ids = {int(a["id"]) for a in attrs_list if PAGE_ID_PATTERN.fullmatch(str(a.get("id")))}
        urls = {str(page.pk): page.url for page in published_pages(ids)}
        return [
            format_html('<a href="{}">', with_fragment(url, a.get("fragment")))
            if (url := urls.get(str(a.get("id"))))
            else "<a>"
            for a in attrs_list
        ]
