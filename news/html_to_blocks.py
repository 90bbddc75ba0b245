"""HTML of word processors and web pages, as blocks of a story's body.

Nothing is dropped in silence: what no block can hold becomes words, or is named in a note.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import nh3
from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag
from django.utils.html import escape, strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from byline.text import without_unfit_characters
from news.blocks.paragraph import ParagraphBlock
from news.html_elements import (
    ATTRIBUTES,
    BLOCK_LEVEL,
    DROPPED_WITH_CONTENT,
    EMPTY_LINES,
    HEADINGS,
    LISTS,
    SPACES,
    TAGS,
    WORD_IGNORED,
    WORD_LIST_ITEM,
    WORD_NUMBER,
    cells_of,
    class_of,
    embed_of,
    emphasis_of,
    is_embeddable,
    link_address,
    parts_of,
    style_of,
    tables_of,
    words_of,
)
from news.rich_text import ALLOWED_SCHEMES, clean_html

HEADING_MAX_LENGTH = 160
QUOTE_MAX_LENGTH = 2000
CAPTION_MAX_LENGTH = 500
EMBED_CODE_MAX_LENGTH = 10_000
# Characters of one paragraph block, with room for the markup around them.
PARAGRAPHS_MAX_LENGTH = ParagraphBlock.MAX_LENGTH // 2
NESTING_LIMIT = 60

Block = dict[str, Any]
# Returns the id of the photo for a picture's address, or None where it cannot come along.
FindPhoto = Callable[[str], int | None]


@dataclass
class Converted:
    """Blocks as a stream field stores them, and notes for the editor."""

    blocks: list[Block] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def html_to_blocks(html: str, find_photo: FindPhoto = lambda _src: None) -> Converted:
    """Convert HTML, whoever wrote it; the time it takes grows with its length only."""
    cleaned = nh3.clean(
        without_unfit_characters(html),
        tags=TAGS,
        attributes=ATTRIBUTES,
        clean_content_tags=DROPPED_WITH_CONTENT,
        url_schemes={*ALLOWED_SCHEMES, "data", "file", "cid"},
        link_rel=None,
    )
    # Once more, since entities may stand for such characters.
    soup = BeautifulSoup(without_unfit_characters(cleaned), "html.parser")
    converter = _Converter(soup, find_photo)
    converter.flow(soup)
    converter.end_paragraphs()
    return Converted(converter.blocks, converter.notes())


class _Converter:
    """Walks through a document and collects its blocks."""

    def __init__(self, soup: BeautifulSoup, find_photo: FindPhoto) -> None:
        self.find_photo = find_photo
        self.blocks: list[Block] = []
        self.paragraphs: list[str] = []
        self.pictures: list[Tag] = []
        self.waiting_photos = self.long_quotes = self.wide_tables = 0
        self.with_blocks: set[int] = set()
        for tag in soup.find_all(BLOCK_LEVEL):
            for parent in (tag, *tag.parents):
                if id(parent) in self.with_blocks:
                    break
                self.with_blocks.add(id(parent))

    def notes(self) -> list[str]:
        """Return what the editor has to look at."""
        found = []
        if number := self.waiting_photos:
            text = ngettext(
                "%(number)d picture could not come along: a photo block waits in its place.",
                "%(number)d pictures could not come along: photo blocks wait in their places.",
                number,
            )
            found.append(text % {"number": number})
        if self.wide_tables:
            found.append(_("A table was too wide or its cells too long: its rows became text."))
        if self.long_quotes:
            found.append(_("A quote was too long for a quote block: it became paragraphs."))
        return found

    def add(self, name: str, value: Any) -> None:
        """Add a block after the paragraphs so far."""
        self.end_paragraphs()
        self.blocks.append({"type": name, "value": value})

    def end_paragraphs(self) -> None:
        """Make a block of the paragraphs so far."""
        html = ""
        for paragraph in self.paragraphs:
            if html and len(html) + len(paragraph) > PARAGRAPHS_MAX_LENGTH:
                self.blocks.append({"type": "paragraph", "value": html})
                html = ""
            html += paragraph
        if html:
            self.blocks.append({"type": "paragraph", "value": html})
        self.paragraphs = []

    def flow(self, node: Tag, depth: int = 0) -> None:
        """Convert what is in a container."""
        if depth > NESTING_LIMIT:
            self.paragraph([NavigableString(node.get_text(" "))])
            return
        inline: list[PageElement] = []
        items: list[Tag] = []
        for child in node.children:
            if isinstance(child, Tag) and id(child) in self.with_blocks:
                if self.paragraph(inline):
                    self.word_list(items)
                inline = []
                if child.name == "p" and WORD_LIST_ITEM.search(style_of(child)):
                    items.append(child)
                    continue
                self.word_list(items)
                self.block(child, depth + 1)
            else:
                inline.append(child)
        self.word_list(items)
        self.paragraph(inline)

    def block(self, tag: Tag, depth: int) -> None:
        """Convert one element."""
        match tag.name:
            case name if name in HEADINGS:
                self.heading(tag)
            case name if name in LISTS:
                self.add_paragraph(f"<{name}>{self.items(tag, depth)}</{name}>")
                self.end_pictures()
            case "blockquote":
                self.quote(tag, depth)
            case "table":
                self.table(tag, depth)
            case "figure":
                self.figure(tag, depth)
            case "iframe" if tag.get("src"):
                self.add(*embed_of(str(tag.get("src", ""))))
            case "p" if any(name in class_of(tag) for name in ("MsoTitle", "MsoSubtitle")):
                self.heading(tag)
            case _:
                self.flow(tag, depth)

    def paragraph(self, nodes: Iterable[PageElement]) -> bool:
        """Add a paragraph of inline elements; return whether there was any text."""
        html = "".join(self.inline(node) for node in nodes).strip()
        found = False
        for part in EMPTY_LINES.split(html):
            text = unescape(strip_tags(part)).strip()
            if text:
                found = True
                if is_embeddable(text):
                    self.add(*embed_of(text))
                else:
                    self.add_paragraph(f"<p>{part}</p>")
        self.end_pictures()
        return found

    def add_paragraph(self, html: str) -> None:
        """Add to the paragraphs so far."""
        self.paragraphs.append(clean_html(html))

    def inline(self, node: PageElement, depth: int = 0) -> str:
        """Return an inline element as HTML that a paragraph may hold."""
        if isinstance(node, NavigableString):
            return escape(SPACES.sub(" ", node))
        if not isinstance(node, Tag):
            return ""
        if node.name == "br":
            return "<br>"
        if node.name == "img" or WORD_IGNORED.search(style_of(node)):
            self.pictures += [node] if node.name == "img" else []
            return ""
        if depth > NESTING_LIMIT:
            return escape(node.get_text())
        html = "".join(self.inline(child, depth + 1) for child in node.children)
        if node.name == "a" and (address := link_address(str(node.get("href", "")))):
            html = f'<a href="{escape(address)}">{html}</a>'
        for name in emphasis_of(node):
            html = f"<{name}>{html}</{name}>" if html.strip() else html
        return html

    def items(self, tag: Tag, depth: int) -> str:
        """Return the items of a list."""
        html = ""
        for item in tag.find_all("li", recursive=False):
            words = ""
            for child in item.children:
                if isinstance(child, Tag) and child.name in LISTS and depth < NESTING_LIMIT:
                    words += f"<{child.name}>{self.items(child, depth + 1)}</{child.name}>"
                else:
                    space = " " if words and id(child) in self.with_blocks else ""
                    words += space + self.inline(child)
            html += f"<li>{words.strip()}</li>"
        return html

    def word_list(self, items: list[Tag]) -> None:
        """Make a list of paragraphs that Word marks as items."""
        if items:
            ignored = items[0].find(style=WORD_IGNORED)
            name = "ol" if ignored and WORD_NUMBER.match(ignored.get_text()) else "ul"
            html = "".join(f"<li>{self.inline(item).strip()}</li>" for item in items)
            self.add_paragraph(f"<{name}>{html}</{name}>")
            items.clear()
            self.end_pictures()

    def heading(self, tag: Tag) -> None:
        """Add a heading; one that is too long is a paragraph."""
        words = words_of(tag)
        if 0 < len(words) <= HEADING_MAX_LENGTH:
            self.add("heading", words)
        elif words:
            self.add_paragraph(f"<p><b>{escape(words)}</b></p>")
        self.end_pictures(tag)

    def quote(self, tag: Tag, depth: int) -> None:
        """Add a quote, or the tweet that an embed code holds."""
        code = str(tag)
        if "twitter-tweet" in class_of(tag) and len(code) <= EMBED_CODE_MAX_LENGTH:
            self.add("tweet", {"source": code})
            return
        words = "\n\n".join(filter(None, (words_of(part) for part in parts_of(tag))))
        if len(words) > QUOTE_MAX_LENGTH or tag.find(["table", "iframe", *LISTS]):
            self.long_quotes += len(words) > QUOTE_MAX_LENGTH
            self.flow(tag, depth)
        elif words:
            self.add("quote", {"text": words})
            self.end_pictures(tag)

    def table(self, tag: Tag, depth: int) -> None:
        """Add a table; one of a single column only lays out what is in it."""
        cells = cells_of(tag)
        if tag.find("table") or max(map(len, cells), default=0) < 2:
            self.flow(tag, depth)
            return
        data = [[words_of(cell) for cell in row] for row in cells]
        tables = tables_of(data, words_of(tag.caption) if tag.caption else "")
        self.wide_tables += tables is None
        if tables is None:
            for row in data:
                self.add_paragraph(f"<p>{escape(' | '.join(filter(None, row)))}</p>")
        elif any(any(row) for row in data):
            for table in tables:
                self.add("table", {"table": table, "source": ""})
        self.end_pictures(tag)

    def figure(self, tag: Tag, depth: int) -> None:
        """Add a photo with its caption; a figure without one is a container."""
        picture, caption = tag.find("img"), tag.find("figcaption")
        if picture is None or tag.find(["table", "iframe"]):
            self.flow(tag, depth)
        else:
            self.photo(picture, words_of(caption) if isinstance(caption, Tag) else "")

    def photo(self, picture: Tag, caption: str = "") -> None:
        """Add a photo block, which waits for a photo that cannot come along."""
        caption = caption or words_of(str(picture.get("alt", "")))
        number = self.find_photo(str(picture.get("src", "")))
        self.waiting_photos += number is None
        caption = caption or ("" if number else _("A picture that could not come along"))
        value = {"photo": number, "caption": caption[:CAPTION_MAX_LENGTH], "credit": ""}
        self.add("photo", value)

    def end_pictures(self, tag: Tag | None = None) -> None:
        """Add the pictures that stood within text, or stand in an element, after it."""
        pictures, self.pictures = [*self.pictures, *(tag.find_all("img") if tag else ())], []
        for picture in pictures:
            self.photo(picture)
