"""The formats of feeds, on the generators of Django."""

import json
from datetime import datetime
from typing import Any, NamedTuple, TextIO
from xml.sax.xmlreader import AttributesImpl

from django.utils.feedgenerator import (
    Atom1Feed,
    Rss201rev2Feed,
    SyndicationFeed,
    rfc3339_date,
)
from django.utils.xmlutils import SimplerXMLGenerator

from byline.text import without_unfit_characters_in

JSON_FEED_VERSION = "https://jsonfeed.org/version/1.1"
NAMESPACES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "media": "http://search.yahoo.com/mrss/",
}


class FeedAuthor(NamedTuple):
    """Who wrote an item, with the address of their page where they have one."""

    name: str
    url: str = ""


class FeedPhoto(NamedTuple):
    """The photo of an item. `size` is in bytes, 0 where it is not known."""

    url: str
    content_type: str
    width: int
    height: int
    size: int
    credit: str = ""
    caption: str = ""


def namespaces(*names: str) -> dict[str, str]:
    """Return the attributes that declare XML namespaces."""
    return {f"xmlns:{name}": NAMESPACES[name] for name in names}


class FeedGenerator(SyndicationFeed):
    """What the items of every format have besides Django's arguments.

    `authors`, `photo`, `html` (the full text) and `summary` (plain text) of an item, `hub` (the
    address of the WebSub hub) of the feed.
    """

    content_type: str
    # Its name for readers.
    label: str

    def write(self, outfile: TextIO, encoding: str) -> None:
        """Write the feed, with its texts cleaned, and no description that is empty."""
        self.feed = without_unfit_characters_in(self.feed)
        items = [{**item, "description": item["description"] or None} for item in self.items]
        self.items = without_unfit_characters_in(items)
        super().write(outfile, encoding)


def add_photo(handler: SimplerXMLGenerator, photo: FeedPhoto) -> None:
    """Write a photo as Media RSS, with its credit."""
    attributes = {
        "url": photo.url,
        "type": photo.content_type,
        "medium": "image",
        "width": str(photo.width),
        "height": str(photo.height),
    }
    handler.startElement("media:content", AttributesImpl(attributes))
    if photo.credit:
        handler.addQuickElement("media:credit", photo.credit, {"role": "photographer"})
    if photo.caption:
        handler.addQuickElement("media:description", photo.caption, {"type": "plain"})
    handler.endElement("media:content")


class RssFeed(FeedGenerator, Rss201rev2Feed):
    """RSS 2.0, with full texts, authors, times of update and photos by its common modules."""

    label = "RSS"

    def rss_attributes(self) -> dict[str, str]:
        """Declare the modules."""
        return {**super().rss_attributes(), **namespaces(*NAMESPACES)}

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """Add the hub."""
        super().add_root_elements(handler)
        if hub := self.feed["hub"]:
            handler.addQuickElement("atom:link", None, {"rel": "hub", "href": hub})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Add the authors, the time of the update, the full text and the photo."""
        super().add_item_elements(handler, item)
        for author in item["authors"]:
            handler.addQuickElement("dc:creator", author.name)
        if item["updateddate"]:
            handler.addQuickElement("dcterms:modified", rfc3339_date(item["updateddate"]))
        if item["html"]:
            handler.addQuickElement("content:encoded", item["html"])
        if item["photo"]:
            add_photo(handler, item["photo"])


class AtomFeed(FeedGenerator, Atom1Feed):
    """Atom, with Media RSS for photos."""

    label = "Atom"

    def root_attributes(self) -> dict[str, str]:
        """Declare Media RSS."""
        return {**super().root_attributes(), **namespaces("media")}

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """Add the hub."""
        super().add_root_elements(handler)
        if hub := self.feed["hub"]:
            handler.addQuickElement("link", None, {"rel": "hub", "href": hub})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Add the authors, the full text and the photo."""
        super().add_item_elements(handler, item)
        for author in item["authors"]:
            handler.startElement("author", AttributesImpl({}))
            handler.addQuickElement("name", author.name)
            if author.url:
                handler.addQuickElement("uri", author.url)
            handler.endElement("author")
        if item["html"]:
            handler.addQuickElement("content", item["html"], {"type": "html"})
        if item["photo"]:
            add_photo(handler, item["photo"])


class JsonFeed(FeedGenerator):
    """JSON Feed 1.1: see https://www.jsonfeed.org/version/1.1/."""

    content_type = "application/feed+json; charset=utf-8"
    label = "JSON Feed"

    def write(self, outfile: TextIO, encoding: str) -> None:
        """Write the feed, with its texts cleaned."""
        feed = without_unfit_characters_in(self.feed)
        document = {
            "version": JSON_FEED_VERSION,
            "title": feed["title"],
            "home_page_url": feed["link"],
            "feed_url": feed["feed_url"],
            "description": feed["description"],
            "language": feed["language"],
            "authors": [{"name": feed["author_name"]}] if feed["author_name"] else None,
            "hubs": [{"type": "WebSub", "url": feed["hub"]}] if feed["hub"] else None,
            "items": [json_item(item) for item in without_unfit_characters_in(self.items)],
        }
        json.dump(without_none(document), outfile, ensure_ascii=False, separators=(",", ":"))


def json_item(item: dict[str, Any]) -> dict[str, Any]:
    """Return an item of a JSON Feed, which has a full text or a plain one."""
    photo = item["photo"]
    text = None if item["html"] else item["summary"] or item["title"]
    return without_none(
        {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "content_html": item["html"] or None,
            "content_text": text,
            "summary": item["summary"] or None,
            "image": photo.url if photo else None,
            # The format has no field for it: names of extensions begin with an underscore.
            "_image_credit": photo.credit if photo and photo.credit else None,
            "date_published": json_date(item["pubdate"]),
            "date_modified": json_date(item["updateddate"]),
            "authors": [json_author(author) for author in item["authors"]] or None,
            "tags": list(item["categories"]) or None,
        }
    )


def json_author(author: FeedAuthor) -> dict[str, str]:
    """Return an author of a JSON Feed."""
    return {"name": author.name, **({"url": author.url} if author.url else {})}


def json_date(moment: datetime | None) -> str | None:
    """Return a time as JSON Feed writes it."""
    return rfc3339_date(moment) if moment else None


def without_none(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that have a value."""
    return {name: value for name, value in fields.items() if value is not None}


# By the end of a feed's address; pages name them in this order.
FEED_FORMATS: dict[str, type[FeedGenerator]] = {
    "rss": RssFeed,
    "atom": AtomFeed,
    "json": JsonFeed,
}
