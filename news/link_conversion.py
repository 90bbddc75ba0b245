"""Links to pages and their headings, between the editor and the database.

In the editor the fragment is a part of the URL of the link; it is stored as an attribute.
"""

from typing import Any

from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.html_to_contentstate import PageLinkElementHandler
from wagtail.whitelist import check_url

from news.fragments import fragment_of, with_fragment
from news.page_ids import page_id_of

NO_PAGE_ID = 0  # of a link whose stored id can be none: it stays a link that leads nowhere


class HeadingLinkElementHandler(PageLinkElementHandler):
    """Reads a stored link to a page for the editor, with its fragment."""

    def get_attribute_data(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Add the fragment to the URL, also where the page has none any more."""
        page_id = page_id_of(attrs.get("id"))
        attrs = {**attrs, "id": NO_PAGE_ID if page_id is None else page_id}
        data: dict[str, Any] = super().get_attribute_data(attrs)
        if fragment := attrs.get("fragment"):
            data["url"] = with_fragment(data["url"] or "", fragment)
        return data


def stored_link(props: dict[str, Any]) -> Any:
    """Return the stored form of a link of the editor; of one to a page with the fragment.

    For other links it is as Wagtail's `link_entity()`.
    """
    if props.get("id") is None:
        attributes = {"href": check_url(props.get("url"))}
    else:
        page_id = page_id_of(props["id"])
        attributes = {"linktype": "page", "id": NO_PAGE_ID if page_id is None else page_id}
        if fragment := fragment_of(props.get("url") or ""):
            attributes["fragment"] = fragment
    return DOM.create_element("a", attributes, props["children"])
