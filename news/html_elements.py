"""What the elements of word processors and web pages mean."""

import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs

from bs4.element import NavigableString, Tag
from django.utils.translation import gettext as _

from byline.text import split_url
from news.blocks.table import CELL_MAX_LENGTH, TABLE_MAX_COLUMNS, TABLE_MAX_ROWS
from news.embed_providers import find_playable
from news.rich_text import ALLOWED_SCHEMES
from news.tweets import canonical_address

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
LISTS = {"ul", "ol"}
CONTAINERS = {
    *("address", "article", "aside", "center", "dd", "details", "div", "dl", "dt", "fieldset"),
    *("figcaption", "footer", "form", "header", "hr", "li", "main", "nav", "p", "pre", "section"),
    *("summary", "tbody", "td", "tfoot", "th", "thead", "tr", "caption"),
}
BLOCK_LEVEL = HEADINGS | LISTS | CONTAINERS | {"blockquote", "figure", "iframe", "table"}
NESTING_LIMIT = 60
CAPTION_MAX_LENGTH = 500
ELEMENTS_LIMIT = 50_000
FORMATTING = {
    "a",
    "b",
    "big",
    "code",
    "em",
    "font",
    "i",
    "nobr",
    "s",
    "small",
    "strike",
    "strong",
    "tt",
    "u",
}
EMPHASIS = {"b": "b", "strong": "b", "i": "i", "em": "i", "cite": "i"}
BREAKING = BLOCK_LEVEL | {"br"}
TAGS = {*BLOCK_LEVEL, *EMPHASIS, "a", "br", "img", "span", "font"}
ATTRIBUTES = {"*": {"class", "style"}, "a": {"href"}, "img": {"src", "alt"}, "iframe": {"src"}}
DROPPED_WITH_CONTENT = {"script", "style", "template", "title", "noscript", "svg", "math", "object"}
BOLD = re.compile(r"(?<!-)font-weight:\s*(?:bold|[6-9]00)")
NOT_BOLD = re.compile(r"(?<!-)font-weight:\s*(?:normal|[1-5]00)")
ITALIC = re.compile(r"font-style:\s*(?:italic|oblique)")
# Word writes lists as paragraphs; the bullet or number is text that it marks as ignored.
WORD_LIST_ITEM = re.compile(r"mso-list:\s*l\d+\s+level(\d+)")
WORD_IGNORED = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
WORD_NUMBER = re.compile(r"\s*[\w(]{1,4}[.)]")
EMPTY_LINES = re.compile(r"(?:<br>\s*){2,}")
SPACES = re.compile(r"[ \t\r\n\f]+")


def style_of(tag: Tag) -> str:
    """Return an element's inline style."""
    return str(tag.get("style", ""))


def class_of(tag: Tag) -> list[str]:
    """Return the names of an element's classes."""
    found = tag.get("class")
    return list(found) if isinstance(found, list) else []


def words_of(source: Tag | str) -> str:
    """Return the text of an element on one line."""
    if isinstance(source, str):
        return " ".join(source.split())
    parts = (
        "\n" if isinstance(node, Tag) else str(node)
        for node in source.descendants
        if isinstance(node, NavigableString) or (isinstance(node, Tag) and node.name in BREAKING)
    )
    return " ".join("".join(parts).split())


def parts_of(tag: Tag, depth: int = 0) -> list[str]:
    """Return the words of the paragraphs of a quote, and those around them."""
    if depth > NESTING_LIMIT or not tag.find("p"):
        return [words] if (words := words_of(tag)) else []
    parts, between = [], ""
    for child in tag.children:
        if isinstance(child, Tag) and child.name in BLOCK_LEVEL:
            parts += [words_of(between), *parts_of(child, depth + 1)]
            between = ""
        else:
            between += child.get_text()
    return [part for part in (*parts, words_of(between)) if part]


def emphasis_of(tag: Tag) -> list[str]:
    """Return the names of the emphasis that an element has by its name or style."""
    style = style_of(tag)
    found = {EMPHASIS[tag.name]} if tag.name in EMPHASIS else set()
    if NOT_BOLD.search(style):  # Google Docs wraps all in such a <b>
        found.discard("b")
    if BOLD.search(style):
        found.add("b")
    if ITALIC.search(style):
        found.add("i")
    return sorted(found)


def link_address(href: str) -> str:
    """Return where a link leads, without the redirect of Google Docs; "" for nowhere."""
    parts = split_url(href.strip())
    if parts.netloc == "www.google.com" and parts.path == "/url":
        href = parse_qs(parts.query).get("q", [href])[0]
        parts = split_url(href)
    return href.strip() if parts.scheme in ALLOWED_SCHEMES else ""


def is_embeddable(text: str) -> bool:
    """Return whether a text is nothing but the address of something to play, or of a tweet."""
    if not text.startswith(("http://", "https://")) or len(text.split()) > 1:
        return False
    playable = find_playable(text)
    return bool(canonical_address(text) or (playable and playable.player))


def embed_of(address: str) -> tuple[str, dict[str, Any]]:
    """Return the name and value of a block for a tweet, or for a thing of another site."""
    address = f"https:{address}" if address.startswith("//") else address
    if tweet := canonical_address(address):
        return "tweet", {"source": tweet}
    playable = find_playable(address)
    return "embed", {"source": playable.url if playable else address}


def cells_of(table: Tag) -> list[list[Tag]]:
    """Return the cells of a table's own rows."""
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    return [row.find_all(["td", "th"], recursive=False) for row in rows]


def tables_of(data: list[list[str]], caption: str) -> list[dict[str, Any]] | None:
    """Return the values of as many table blocks as the rows need; None where no block fits."""
    width = max(map(len, data))
    if width > TABLE_MAX_COLUMNS or any(
        len(cell) > CELL_MAX_LENGTH for row in data for cell in row
    ):
        return None
    rows = [row + [""] * (width - len(row)) for row in data]
    return [
        {
            "data": rows[start : start + TABLE_MAX_ROWS],
            "table_header_choice": "neither" if start else "row",
            "table_caption": caption[:200],
        }
        for start in range(0, len(rows), TABLE_MAX_ROWS)
    ]


def waiting_caption(words: str, picture: Tag) -> str:
    """Return what tells an editor which picture a photo block waits for."""
    address = words_of(str(picture.get("src", "")))
    parts = split_url(address)
    known = address if parts.scheme in {"http", "https", ""} and len(address) < 300 else ""
    caption = words[: CAPTION_MAX_LENGTH - len(known) - 1]
    return f"{caption} {known}".strip() or _("A picture that could not come along")


class _OpenElements(HTMLParser):
    """Counts elements, and formatting elements that are open at once."""

    def __init__(self) -> None:
        super().__init__()
        self.elements = self.most_open = 0
        self.open: Counter[str] = Counter()

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.elements += 1
        if tag in FORMATTING:
            self.open[tag] += 1
            self.most_open = max(self.most_open, self.open.total())

    def handle_endtag(self, tag: str) -> None:
        if self.open[tag]:
            self.open[tag] -= 1


def is_tangled(html: str) -> bool:
    """Return whether a parser would repeat the open elements of HTML again and again.

    It repeats each open `<b>` in each paragraph, as browsers do.
    """
    parser = _OpenElements()
    parser.feed(html)
    return parser.most_open > NESTING_LIMIT or parser.elements > ELEMENTS_LIMIT
