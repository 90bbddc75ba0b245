"""The text of updates: HTML with few elements."""

import re

import nh3
from bs4 import BeautifulSoup
from django.utils.html import linebreaks, urlize

TAGS = {"p", "b", "strong", "i", "em", "a", "ul", "ol", "li", "br", "blockquote"}
# What browsers and other programs paste instead of paragraphs.
PARAGRAPHS = {"div", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer"}
ATTRIBUTES = {"a": {"href"}}
SCHEMES = {"http", "https", "mailto", "tel"}

PARAGRAPH_TAG = re.compile(rf"<(/?)(?:{'|'.join(sorted(PARAGRAPHS))})>")
EMPTY_PARAGRAPH = re.compile(r"<p>(?:\s|&nbsp;|\u200b|<br>)*</p>")
BLOCK = re.compile(r"<(?:p|ul|ol|blockquote)>")


def clean_html(html: str) -> str:
    """Return the HTML with the elements of an update only, in paragraphs."""
    with_paragraphs = PARAGRAPH_TAG.sub(r"<\1p>", cleaned(html, TAGS | PARAGRAPHS))
    # Again: a paragraph holds no other.
    text = EMPTY_PARAGRAPH.sub("", cleaned(with_paragraphs, TAGS)).strip()
    return text if not text or BLOCK.search(text) else f"<p>{text}</p>"


def cleaned(html: str, tags: set[str]) -> str:
    """Return the HTML with some elements only."""
    return nh3.clean(
        html, tags=tags, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener"
    )


def html_of(text: str) -> str:
    """Return the HTML of a text that was written without scripts."""
    return clean_html(linebreaks(urlize(text, nofollow=False, autoescape=True)))


def plain_text(html: str) -> str:
    """Return the text of HTML, on one line."""
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())
