"""Walks through HTML and collects blocks of a story's body."""

from collections.abc import Callable, Iterable
from html import unescape
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag
from django.utils.html import escape, strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from news.blocks.paragraph import ParagraphBlock
from news.html_elements import (
    BLOCK_LEVEL,
    CAPTION_MAX_LENGTH,
    EMPTY_LINES,
    HEADINGS,
    LISTS,
    NESTING_LIMIT,
    SPACES,
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
    waiting_caption,
    words_of,
)
from news.rich_text import clean_html

HEADING_MAX_LENGTH = 160
QUOTE_MAX_LENGTH = 2000
EMBED_CODE_MAX_LENGTH = 10_000
# Characters of one paragraph block, with room for the markup around them.
PARAGRAPHS_MAX_LENGTH = ParagraphBlock.MAX_LENGTH // 2

Block = dict[str, Any]
# Returns the id of the photo for a picture's address, or None where it cannot come along.
FindPhoto = Callable[[str], int | None]


class HtmlConverter:
    """Walks through a document and collects its blocks."""

    def __init__(self, soup: BeautifulSoup, find_photo: FindPhoto) -> None:
        self.find_photo = find_photo
        self.blocks: list[Block] = []
        self.paragraphs: list[str] = []
        self.pictures: list[Tag] = []
        self.waiting_photos = self.long_quotes = self.wide_tables = self.plain_links = 0
        self.with_blocks: set[int] = set()
        for tag in soup.find_all(BLOCK_LEVEL):
            for parent in (tag, *tag.parents):
                if id(parent) in self.with_blocks:
                    break
                self.with_blocks.add(id(parent))

    def waiting_notes(self) -> list[str]:
        """Return the note about pictures that could not come along, if there are any."""
        if not (number := self.waiting_photos):
            return []
        text = ngettext(
            "%(number)d picture could not come along: a photo block waits in its place.",
            "%(number)d pictures could not come along: photo blocks wait in their places.",
            number,
        )
        return [text % {"number": number}]

    def lost_forms(self) -> list[str]:
        """Return notes about what lost its form."""
        found = []
        if number := self.plain_links:
            text = ngettext(
                "%(number)d link in a heading, quote or table became plain words.",
                "%(number)d links in headings, quotes or tables became plain words.",
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
                self.plain_links += tag.name == "a" and bool(tag.get("href"))
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
        is_picture = node.name in {"img", "iframe"}
        if is_picture or WORD_IGNORED.search(style_of(node)):
            self.pictures += [node] if is_picture else []
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
        """Return the items of a list; a list within it belongs to the item before."""
        html = ""
        for child in tag.children:
            if isinstance(child, Tag) and child.name in LISTS and depth < NESTING_LIMIT:
                nested = f"<{child.name}>{self.items(child, depth + 1)}</{child.name}>"
                html = f"{html.removesuffix('</li>') or '<li>'}{nested}</li>"
            elif isinstance(child, Tag) and child.name == "li":
                html += f"<li>{self.item(child, depth)}</li>"
            elif words := self.inline(child).strip():
                html += f"<li>{words}</li>"
        return html

    def item(self, tag: Tag, depth: int) -> str:
        """Return what is in an item of a list."""
        words = ""
        for child in tag.children:
            if isinstance(child, Tag) and child.name in LISTS and depth < NESTING_LIMIT:
                words += f"<{child.name}>{self.items(child, depth + 1)}</{child.name}>"
            elif isinstance(child, Tag) and (child.name == "table" or child.find("table")):
                words += f" {escape(words_of(child))} "
                self.pictures += child.find_all(["img", "iframe"])
            else:
                space = " " if words and id(child) in self.with_blocks else ""
                words += space + self.inline(child)
        return words.strip()

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
        if "twitter-tweet" in class_of(tag) and len(code := str(tag)) <= EMBED_CODE_MAX_LENGTH:
            self.add("tweet", {"source": code})
            return
        if tag.find(["table", "iframe", "blockquote", *LISTS]):
            self.flow(tag, depth)
            return
        words = "\n\n".join(parts_of(tag))
        if len(words) > QUOTE_MAX_LENGTH:
            self.long_quotes += 1
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
        pictures, found = tag.find_all("img"), tag.find("figcaption")
        caption = words_of(found) if isinstance(found, Tag) else ""
        if len(pictures) != 1 or tag.find(["table", "iframe"]) or words_of(tag) != caption:
            self.flow(tag, depth)
        else:
            self.photo(pictures[0], caption)

    def photo(self, picture: Tag, caption: str = "") -> None:
        """Add a photo block, which waits for a photo that cannot come along."""
        caption = caption or words_of(str(picture.get("alt", "")))
        number = self.find_photo(str(picture.get("src", "")))
        self.waiting_photos += number is None
        caption = waiting_caption(caption, picture) if number is None else caption
        self.add("photo", {"photo": number, "caption": caption[:CAPTION_MAX_LENGTH], "credit": ""})

    def end_pictures(self, tag: Tag | None = None) -> None:
        """Add the pictures and frames that stood within text, or stand in an element, after it."""
        found, self.pictures = self.pictures, []
        if tag:
            found += tag.find_all(["img", "iframe"])
            self.plain_links += sum(bool(link_address(str(a["href"]))) for a in tag("a", href=True))
        for one in found:
            if one.name == "img":
                self.photo(one)
            elif one.get("src"):
                self.add(*embed_of(str(one["src"])))
