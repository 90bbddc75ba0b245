"""Find the text of a story in a web page."""

from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import Tag
from readability import Document

from importers.saved_pages.markup import is_visible, plain_text
from importers.web_pages.facts import PageFacts

# What marks the text of a story, the surest first.
MARKED = (
    "[itemprop=articleBody]",
    ".h-entry .e-content",
    ".hentry .entry-content",
    "article",
)
# What is no text of the story, wherever it stands.
BESIDES = (
    "script, style, noscript, template, nav, aside, form, button, footer, dialog, svg, [hidden], "
    "[aria-hidden=true], .sharedaddy, .share, .social, .newsletter, .comments, #comments"
)
# Above the text of an <article>: the headline, and who wrote it when.
HEADER = "header, h1, time, [rel=author], .byline, .author, .entry-meta, .entry-title"
# Where such words are the story's own.
TEXT_ELEMENTS = ["p", "li", "blockquote", "figure", "table"]
# The share of the words of JSON-LD that the text found must have.
LIKENESS_MIN = 0.9
WORDS_MIN = 20


@dataclass(frozen=True)
class Content:
    """The HTML of a story's text, and why it may not be that."""

    html: str
    doubt: str = ""
    # The beginnings of asides, which may be of the story.
    asides: tuple[str, ...] = ()


def content_of(soup: BeautifulSoup, html: str, facts: PageFacts) -> Content:
    """Return the text of a story: as the page marks it, else as readability guesses it."""
    if (tag := marked_in(soup)) and len(tag.get_text(" ").split()) >= WORDS_MIN:
        asides = tuple(filter(is_visible, (plain_text(a.get_text(" ")) for a in tag("aside"))))
        marked = cleaned(tag)
        return Content(marked, doubt_about(marked, facts), asides)
    guessed = guess(html)
    if facts.text:
        return Content(guessed, doubt_about(guessed, facts))
    return Content(guessed, "where its text begins and ends was guessed")


def marked_in(soup: BeautifulSoup) -> Tag | None:
    """Return the element that is marked as the text; None where there are several, or none."""
    for selector in MARKED:
        found = soup.select(selector)
        # Readers' comments and teasers are often articles within that of the story.
        outer = [tag for tag in found if not any(parent in found for parent in tag.parents)]
        if len(outer) == 1:
            return outer[0]
    return None


def cleaned(tag: Tag) -> str:
    """Return the HTML in an element, without what stands beside the text."""
    for besides in tag.select(BESIDES):
        if not besides.decomposed:
            besides.decompose()
    for above in tag.select(HEADER):
        if not above.decomposed and not above.find_parent(TEXT_ELEMENTS):
            for picture in above(["figure", "img"]):
                if not picture.find_parent("figure"):
                    above.insert_before(picture.extract())
            above.decompose()
    return tag.decode_contents()


def guess(html: str) -> str:
    """Return what readability takes for the text; "" where it finds none."""
    try:
        return str(Document(html).summary(html_partial=True))
    except Exception:  # it has many errors for pages that are none
        return ""


def doubt_about(html: str, facts: PageFacts) -> str:
    """Return a doubt where JSON-LD has words that the text has not."""
    wanted = words_of(facts.text)
    if not wanted or len(wanted & words_of(html)) >= LIKENESS_MIN * len(wanted):
        return ""
    return "its text is not the one that the page describes"


def words_of(html: str) -> set[str]:
    """Return the words of some HTML."""
    return set(plain_text(html).casefold().split())
