"""HTML of word processors and web pages, as blocks of a story's body.

Nothing is dropped in silence: what no block can hold becomes words, or is named in a note.
"""

from dataclasses import dataclass

import nh3
from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from byline.text import without_unfit_characters
from news.html_converter import Block, FindPhoto, HtmlConverter
from news.html_elements import ATTRIBUTES, DROPPED_WITH_CONTENT, TAGS, class_of, is_tangled
from news.rich_text import ALLOWED_SCHEMES

# The styles of quotes in Word, which are paragraphs in what it puts on the clipboard.
WORD_QUOTES = ("MsoQuote", "MsoIntenseQuote")


class TangledHtmlError(ValueError):
    """HTML whose open elements a parser would repeat without end."""


@dataclass(frozen=True)
class Converted:
    """Blocks as a stream field stores them, and notes for the editor."""

    blocks: list[Block]
    waiting_notes: list[str]
    lost_forms: list[str]

    @property
    def notes(self) -> list[str]:
        """All notes."""
        return [*self.waiting_notes, *self.lost_forms]


def html_to_blocks(html: str, find_photo: FindPhoto = lambda _src: None) -> Converted:
    """Convert HTML, whoever wrote it. Raises TangledHtmlError."""
    html = without_unfit_characters(html)
    if is_tangled(html):
        raise TangledHtmlError
    cleaned = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        clean_content_tags=DROPPED_WITH_CONTENT,
        url_schemes={*ALLOWED_SCHEMES, "data", "file", "cid"},
        link_rel=None,
    )
    # Once more, since entities may stand for such characters.
    soup = BeautifulSoup(without_unfit_characters(cleaned), "html.parser")
    mark_quotes(soup)
    converter = HtmlConverter(soup, find_photo)
    converter.flow(soup)
    converter.end_paragraphs()
    return Converted(converter.blocks, converter.waiting_notes(), converter.lost_forms())


def mark_quotes(soup: BeautifulSoup) -> None:
    """Make one quote of the paragraphs of a style of Word that stand beside each other."""
    for style in WORD_QUOTES:
        for paragraph in soup.find_all("p", class_=style):
            before = tag_before(paragraph)
            if before and before.name == "blockquote" and class_of(before) == [style]:
                before.append(paragraph.extract())
            else:
                paragraph.wrap(soup.new_tag("blockquote", attrs={"class": style}))


def tag_before(tag: Tag) -> Tag | None:
    """Return the element before another, with nothing but white space between."""
    before = tag.previous_sibling
    while isinstance(before, NavigableString) and not before.strip():
        before = before.previous_sibling
    return before if isinstance(before, Tag) else None
