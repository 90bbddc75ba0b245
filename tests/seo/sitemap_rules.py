"""Reads sitemaps as strictly as the protocol is, with the extensions for pictures and news."""

from datetime import datetime
from urllib.parse import urlsplit

from lxml import etree

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
# What may stand in an element, in its order.
CHILDREN = {
    f"{SITEMAP}sitemapindex": [f"{SITEMAP}sitemap"],
    f"{SITEMAP}urlset": [f"{SITEMAP}url"],
    f"{SITEMAP}sitemap": [f"{SITEMAP}loc", f"{SITEMAP}lastmod"],
    f"{SITEMAP}url": [f"{SITEMAP}loc", f"{SITEMAP}lastmod", f"{IMAGE}image", f"{NEWS}news"],
    f"{IMAGE}image": [f"{IMAGE}loc"],
    f"{NEWS}news": [f"{NEWS}publication", f"{NEWS}publication_date", f"{NEWS}title"],
    f"{NEWS}publication": [f"{NEWS}name", f"{NEWS}language"],
}
OPTIONAL = {f"{SITEMAP}lastmod", f"{IMAGE}image", f"{NEWS}news"}
LIMIT_BYTES, LIMIT_ENTRIES, LOCATION_LIMIT = 52_428_800, 50_000, 2048


def entries(response):
    """Return the texts of each entry of a valid sitemap, by the name of the element."""
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    assert len(response.content) < LIMIT_BYTES
    root = etree.fromstring(response.content)
    check(root)
    assert len(root) <= LIMIT_ENTRIES
    return [
        {etree.QName(e).localname: e.text for e in reversed([*one.iter()]) if e.text}
        for one in root
    ]


def check(element):
    """Assert that an element has what it may have, and its texts are what they have to be."""
    allowed = CHILDREN.get(element.tag, [])
    tags = [child.tag for child in element]
    name = etree.QName(element).localname
    if name in ("sitemapindex", "urlset"):
        assert {*tags} <= {*allowed}
    else:
        assert tags == [tag for tag in allowed if tag in tags]
        assert {*allowed} - {*tags} <= OPTIONAL
    if name == "loc":
        parts = urlsplit(element.text)
        assert parts.scheme in {"http", "https"}
        assert parts.hostname
        assert element.text.isascii()
        assert len(element.text) < LOCATION_LIMIT
    if name in ("lastmod", "publication_date"):
        assert datetime.fromisoformat(element.text).tzinfo
    for child in element:
        check(child)
