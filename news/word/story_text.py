"""What of a document's HTML is headline and standfirst, and what the body has no form for."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import Tag
from django.utils.translation import gettext as _

from news.html_elements import HEADINGS, words_of
from photos.metadata import shortened

# As `news.word.process` names Word's styles.
TITLE, SUBTITLE = "MsoTitle", "MsoSubtitle"
HEADLINE_MAX_LENGTH = 255
STANDFIRST_MAX_LENGTH = 400
# A kicker or a name may stand before the headline, but no text.
WORDS_BEFORE_HEADLINE_MAX_LENGTH = 200
RAISED = str.maketrans("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ")
LOWERED = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")
NOTE_ID = re.compile(r"(?:foot|end)note-")
BACK_TO_TEXT = "↑"

# Takes the address and the description of a picture; returns whether it comes along.
AddPicture = Callable[[str, str], bool]


@dataclass
class StoryText:
    """The text of a story."""

    headline: str
    standfirst: str
    soup: BeautifulSoup
    has_contents: bool

    @property
    def html(self) -> str:
        """The HTML of the body."""
        return str(self.soup)


def story_text(html: str, add_picture: AddPicture, *, is_whole: bool) -> StoryText:
    """Return the text of a document.

    Of a whole story the headline may be a heading; of what is put into another story it is only
    what the document calls its title, at the beginning. So it is with the standfirst.
    """
    soup = BeautifulSoup(html, "html.parser")
    contents = soup.find_all("p", class_="Contents")
    for line in contents:
        line.decompose()
    write_raised_digits(soup)
    write_captions(soup)
    for picture in soup.find_all("img"):
        if add_picture(str(picture.get("src", "")), str(picture.get("alt", ""))):
            # It is the photo's description, and no caption.
            picture["alt"] = ""
    headline = take_headline(soup) if is_whole else take_first(soup, TITLE, HEADLINE_MAX_LENGTH)
    standfirst = take_first(soup, SUBTITLE, STANDFIRST_MAX_LENGTH, anywhere=is_whole)
    write_notes(soup)
    return StoryText(headline, standfirst, soup, bool(contents))


def take_headline(soup: BeautifulSoup) -> str:
    """Take out the title of a document, or else the heading at its beginning; "" without."""
    found = soup.find("p", class_=TITLE) or soup.find([*sorted(HEADINGS)])
    if not isinstance(found, Tag):
        return ""
    if found.name in HEADINGS and length_before(found) > WORDS_BEFORE_HEADLINE_MAX_LENGTH:
        return ""
    return take_out(found, HEADLINE_MAX_LENGTH) or shortened(words_of(found), HEADLINE_MAX_LENGTH)


def take_first(soup: BeautifulSoup, style: str, max_length: int, *, anywhere: bool = False) -> str:
    """Take out the first paragraph of a style, if it fits; "" without one at the beginning."""
    found = soup.find("p", class_=style)
    if not isinstance(found, Tag):
        return ""
    is_first = anywhere or length_before(found) <= WORDS_BEFORE_HEADLINE_MAX_LENGTH
    return take_out(found, max_length) if is_first else ""


def length_before(tag: Tag) -> int:
    """Return how many characters of text stand before an element."""
    return sum(len(text.strip()) for text in tag.find_all_previous(string=True))


def take_out(tag: Tag, max_length: int) -> str:
    """Take the words of an element out of the text; pictures stay. "" for more than fit."""
    words = words_of(tag)
    if len(words) > max_length:
        return ""
    for picture in tag.find_all("img"):
        tag.insert_before(picture.extract())
    tag.decompose()
    return words


def write_raised_digits(soup: BeautifulSoup) -> None:
    """Write m² and CO₂ as characters, since no block raises or lowers text."""
    for tag in soup.find_all(["sup", "sub"]):
        words = tag.get_text()
        table = RAISED if tag.name == "sup" else LOWERED
        if words and all(ord(character) in table for character in words):
            tag.replace_with(words.translate(table))


def write_captions(soup: BeautifulSoup) -> None:
    """Put a picture and the caption under it together."""
    for caption in soup.find_all("p", class_="Caption"):
        before = caption.find_previous_sibling()
        if not isinstance(before, Tag) or before.name != "p" or words_of(before):
            continue
        pictures = before.find_all("img")
        if len(pictures) == 1 and not caption.find("img"):
            before.clear()
            before.name, caption.name = "figure", "figcaption"
            before.append(pictures[0])
            before.append(caption.extract())


def write_notes(soup: BeautifulSoup) -> None:
    """Put a heading over the list of footnotes, and take away the ways back to the text."""
    first = soup.find("li", id=NOTE_ID)
    if not isinstance(first, Tag) or first.parent is None:
        return
    for link in first.parent.find_all("a", string=BACK_TO_TEXT):
        link.decompose()
    heading = soup.new_tag("h2", string=_("Notes"))
    first.parent.insert_before(heading)
