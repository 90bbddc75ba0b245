"""A strict reader of feeds: the rules of the formats, and those of the W3C's feed validator."""

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import etree, html

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
MODIFIED = "{http://purl.org/dc/terms/}modified"
MEDIA = "{http://search.yahoo.com/mrss/}"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
RFC822 = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}")
URN = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# No character that XML 1.0 rejects, nor one that only confuses.
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
CONTENT_TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}


class Item(NamedTuple):
    """What every format says of an item."""

    id: str
    title: str
    link: str
    published: datetime
    updated: datetime
    authors: list[str]
    categories: list[str]
    html: str
    summary: str
    image: str
    credit: str


class ReadFeed(NamedTuple):
    """A feed that follows the rules."""

    title: str
    link: str
    own: str
    hub: str
    items: list[Item]


def read_response(response, file_format):
    """Check a response with a feed, and return it."""
    assert response.status_code == 200
    assert response["Content-Type"] == CONTENT_TYPES[file_format]
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    return read(response.content, file_format)


def read(content, file_format):
    """Check a feed, and return it. Raises AssertionError or a parser's error."""
    feed = READERS[file_format](content)
    ids = [item.id for item in feed.items]
    assert len(set(ids)) == len(ids)
    assert all(URN.fullmatch(one) for one in ids)
    assert feed.title
    for address in [feed.link, feed.own, *([feed.hub] if feed.hub else [])]:
        check_address(address)
    for item in feed.items:
        check_item(item)
    return feed


def check_item(item):
    assert item.title
    assert "<" not in item.title or "&lt;" not in item.title
    check_address(item.link)
    if item.image:
        check_address(item.image)
    assert item.published <= item.updated
    for text in [item.title, item.html, item.summary, *item.authors, *item.categories]:
        assert not UNFIT.search(text)
    if item.html:
        check_html(item.html)


def check_address(address):
    parts = urlsplit(address)
    assert parts.scheme in {"http", "https"}, address
    assert parts.netloc, address
    assert not re.search(r"[\s<>\"]", address), address


def check_html(text):
    """Check a fragment: absolute addresses, nothing that runs or has a style of its own."""
    root = html.fragment_fromstring(text, create_parent="div")
    for element in root.iter():
        assert element.tag not in {"script", "style", "iframe", "form", "input", "picture"}
        for name, value in element.attrib.items():
            assert name not in {"class", "id", "style", "srcset"}, (name, value)
            assert not name.startswith(("on", "data-")), name
            if name in {"href", "src", "cite"} and not value.startswith(("mailto:", "tel:")):
                check_address(value)
    assert all(img.get("alt") is not None for img in root.iter("img"))


def parse_xml(content):
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def only(element, name):
    """Return the text of the one child with a name."""
    found = element.findall(name)
    assert len(found) == 1, (element.tag, name, len(found))
    return found[0].text or ""


def at_most_one(element, name):
    return only(element, name) if element.find(name) is not None else ""


def rfc822(text):
    assert RFC822.fullmatch(text), text
    return parsedate_to_datetime(text)


def rfc3339(text):
    assert RFC3339.fullmatch(text), text
    return datetime.fromisoformat(text)


def media_of(element):
    """Return address and credit of the one picture."""
    found = element.findall(f"{MEDIA}content")
    assert len(found) <= 1
    if not found:
        return "", ""
    assert found[0].get("medium") == "image"
    assert found[0].get("type").startswith("image/")
    assert int(found[0].get("width")) > 0 < int(found[0].get("height"))
    return found[0].get("url"), at_most_one(found[0], f"{MEDIA}credit")


def links_of(element, rel):
    return [link.get("href") for link in element.findall(f"{ATOM}link") if link.get("rel") == rel]


def read_rss(content):
    root = parse_xml(content)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    (channel,) = root
    assert channel.tag == "channel"
    assert only(channel, "description")
    rfc822(only(channel, "lastBuildDate"))
    (own,) = links_of(channel, "self")
    hub = "".join(links_of(channel, "hub"))
    items = [rss_item(item) for item in channel.findall("item")]
    return ReadFeed(only(channel, "title"), only(channel, "link"), own, hub, items)


def rss_item(item):
    assert item.find("guid").get("isPermaLink") == "false"
    enclosures = item.findall("enclosure")
    assert len(enclosures) <= 1
    image, credit = media_of(item)
    for enclosure in enclosures:
        assert enclosure.get("url") == image
        assert int(enclosure.get("length")) > 0
        assert enclosure.get("type").startswith("image/")
    return Item(
        only(item, "guid"),
        only(item, "title"),
        only(item, "link"),
        rfc822(only(item, "pubDate")),
        rfc3339(only(item, MODIFIED)).replace(microsecond=0),
        [creator.text for creator in item.findall(CREATOR)],
        [category.text for category in item.findall("category")],
        at_most_one(item, CONTENT),
        html.fromstring(f"<p>{at_most_one(item, 'description')}</p>").text_content(),
        image,
        credit,
    )


def read_atom(content):
    root = parse_xml(content)
    assert root.tag == f"{ATOM}feed"
    assert URN.fullmatch(only(root, f"{ATOM}id"))
    rfc3339(only(root, f"{ATOM}updated"))
    assert only(root.find(f"{ATOM}author"), f"{ATOM}name")
    (own,) = links_of(root, "self")
    (link,) = links_of(root, "alternate")
    hub = "".join(links_of(root, "hub"))
    items = [atom_item(entry) for entry in root.findall(f"{ATOM}entry")]
    return ReadFeed(only(root, f"{ATOM}title"), link, own, hub, items)


def atom_item(entry):
    (link,) = links_of(entry, "alternate")
    image, credit = media_of(entry)
    assert links_of(entry, "enclosure") == [image] * bool(image)
    return Item(
        only(entry, f"{ATOM}id"),
        only(entry, f"{ATOM}title"),
        link,
        rfc3339(only(entry, f"{ATOM}published")).replace(microsecond=0),
        rfc3339(only(entry, f"{ATOM}updated")).replace(microsecond=0),
        [only(author, f"{ATOM}name") for author in entry.findall(f"{ATOM}author")],
        [category.get("term") for category in entry.findall(f"{ATOM}category")],
        at_most_one(entry, f"{ATOM}content"),
        html.fromstring(f"<p>{at_most_one(entry, f'{ATOM}summary')}</p>").text_content(),
        image,
        credit,
    )


def read_json(content):
    feed = json.loads(content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    known = {"version", "title", "home_page_url", "feed_url", "description", "language"}
    assert feed.keys() <= known | {"authors", "hubs", "items"}
    hubs = [hub["url"] for hub in feed.get("hubs", []) if hub["type"] == "WebSub"]
    items = [json_item(item) for item in feed["items"]]
    return ReadFeed(feed["title"], feed["home_page_url"], feed["feed_url"], "".join(hubs), items)


def json_item(item):
    assert ("content_html" in item) != ("content_text" in item)
    assert None not in item.values()
    return Item(
        item["id"],
        item["title"],
        item["url"],
        rfc3339(item["date_published"]).replace(microsecond=0),
        rfc3339(item["date_modified"]).replace(microsecond=0),
        [author["name"] for author in item.get("authors", [])],
        item.get("tags", []),
        item.get("content_html", ""),
        item.get("summary", ""),
        item.get("image", ""),
        item.get("_image_credit", ""),
    )


READERS = {"rss": read_rss, "atom": read_atom, "json": read_json}
