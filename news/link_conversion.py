"""Links to pages and their headings, between the editor and the database.

In the editor the fragment is a part of the URL of the link; it is stored as an attribute.
"""

from typing import Any

from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.html_to_contentstate import PageLinkElementHandler
from wagtail.whitelist import check_url

from news.fragments import fragment_of, with_fragment


class HeadingLinkElementHandler(PageLinkElementHandler):
    """Reads a stored link to a page for the editor, with its fragment."""

    def get_attribute_data(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Add the fragment to the URL, also where the page has none any more."""
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
        attributes = {"linktype": "page", "id": props["id"]}
        if fragment := fragment_of(props.get("url") or ""):
            attributes["fragment"] = fragment
    return DOM.create_element("a", attributes, props["children"])
