"""Links to headings that are not there, for the warnings of a story."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bs4 import BeautifulSoup
from django.db.models import TextField
from django.db.models.functions import Cast
from wagtail.models import Page
from wagtail.rich_text import RichText

from news.blocks.heading import PAGE_ID_PATTERN
from news.fragments import fragment_of
from news.page_ids import page_id_of
from news.references import shown_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wagtail import blocks

    from news.models import ArticlePage

# Of other stories that are looked through.
REFERRING_LIMIT = 50


class HeadingLink(NamedTuple):
    """A link in a body: to a heading of its own story, or of the page with the id."""

    text: str
    anchor: str
    page_id: int | None


def heading_links(body: blocks.StreamValue) -> list[HeadingLink]:
    """Return the links to headings in the texts of a body."""
    found = []
    for text in rich_texts(body):
        if "#" not in text.source and "fragment=" not in text.source:
            continue
        for link in BeautifulSoup(text.source, "html.parser").find_all("a"):
            href, page_id = str(link.get("href", "")), page_id_of(link.get("id"))
            if href.startswith("#"):
                found.append(HeadingLink(link.get_text(), fragment_of(href), None))
            elif link.get("fragment") and page_id is not None:
                found.append(HeadingLink(link.get_text(), str(link["fragment"]), page_id))
    return found


def rich_texts(body: blocks.StreamValue) -> Iterator[RichText]:
    """Yield the rich texts of a body, also those within blocks."""
    for child in body:
        values = child.value.values() if isinstance(child.value, dict) else [child.value]
        yield from (value for value in values if isinstance(value, RichText))


def headings_in(page: Page) -> list[tuple[str, str]]:
    """Return the ids and texts of a page's headings."""
    body = getattr(page, "body", None)
    headings = getattr(getattr(body, "stream_block", None), "headings", None)
    return headings(body) if headings else []


def anchors_of(page: Page) -> set[str]:
    """Return the ids of a page's headings."""
    return {anchor for anchor, _text in headings_in(page)}


def dead_links(story: ArticlePage) -> Iterator[str]:
    """Yield a warning for each link to a heading that its story does not have.

    Of other pages those are looked at that are live: links to others are no links for readers.
    """
    links = heading_links(story.body)
    if not links:
        return
    pages = Page.objects.live().filter(pk__in={link.page_id for link in links if link.page_id})
    anchors = {page.pk: anchors_of(page) for page in pages.specific()}
    own = anchors_of(story)
    for link in dict.fromkeys(links):
        if link.page_id in {None, story.pk}:
            if link.anchor not in own and not PAGE_ID_PATTERN.fullmatch(link.anchor):
                yield (
                    f"The link “{link.text}” leads to “#{link.anchor}”, and no heading of this "
                    "story has that. A heading that was changed has another."
                )
        elif link.page_id in anchors and link.anchor not in anchors[link.page_id]:
            yield (
                f"The link “{link.text}” leads to a heading of another story that it has no "
                "more: readers get to its beginning."
            )


def dead_links_to(story: ArticlePage) -> Iterator[str]:
    """Yield a warning of published stories that link to a heading which the story has no more."""
    pages, _is_elsewhere = shown_by(story)
    ids = set(pages) - {story.pk}
    if not ids:
        return
    own = anchors_of(story)
    with_text = type(story).objects.annotate(text=Cast("body", TextField()))
    referring = with_text.filter(pk__in=ids, live=True, text__contains="fragment=")
    gone = {
        link.anchor
        for page in referring.order_by("pk")[:REFERRING_LIMIT]
        for link in heading_links(page.body)
        if link.page_id == story.pk and link.anchor not in own
    }
    for anchor in sorted(gone):
        yield (
            f"Another story links to the heading “#{anchor}”, which this one has no more. Give a "
            "heading its former words, or choose the heading again there."
        )
