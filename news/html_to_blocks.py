"""HTML of word processors and web pages, as blocks of a story's body.

Nothing is dropped in silence: what no block can hold becomes words, or is named in a note.
"""

from dataclasses import dataclass

import nh3
from bs4 import BeautifulSoup

from byline.text import without_unfit_characters
from news.html_converter import Block, FindPhoto, HtmlConverter
from news.html_elements import ATTRIBUTES, DROPPED_WITH_CONTENT, TAGS, is_tangled
from news.rich_text import ALLOWED_SCHEMES


class TangledHtmlError(ValueError):
    """HTML whose open elements a parser would repeat without end."""


@dataclass(frozen=True)
class Converted:
    """Blocks as a stream field stores them, and notes for the editor."""

    blocks: list[Block]
    notes: list[str]


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
    converter = HtmlConverter(soup, find_photo)
    converter.flow(soup)
    converter.end_paragraphs()
    return Converted(converter.blocks, converter.notes())
