"""Which stories stand on the front page, and where."""

from dataclasses import dataclass

from news.models import ArticlePage, SectionPage
from photos.pictures import fetch_renditions

# How many of the newest stories the page is made of; rails show at most four each.
POOL = 60
TOP = 7
RAIL = 4


@dataclass(frozen=True)
class Rail:
    """A section with its newest stories that do not stand higher up."""

    section: SectionPage
    stories: list[ArticlePage]


@dataclass(frozen=True)
class Front:
    """The front page's stories, each in one place only."""

    lead: ArticlePage | None
    top: list[ArticlePage]
    rails: list[Rail]


def compose() -> Front:
    """Fill the page from the newest stories, with a constant number of queries.

    What somebody paid for stands in the rails only.
    """
    pool = list(ArticlePage.objects.published().newest_first().for_cards()[:POOL])
    lead, *top = [story for story in pool if not story.is_sponsored][: TOP + 1] or [None]
    rest = [story for story in pool if story != lead and story not in top]
    rails = [
        Rail(section, [story for story in rest if story.section_id == section.pk][:RAIL])
        for section in SectionPage.objects.published().order_by("path")
    ]
    rails = [rail for rail in rails if rail.stories]
    shown = [lead, *top, *(story for rail in rails for story in rail.stories)]
    photos = (story.lead_photo for story in shown if story)
    fetch_renditions(photos, "splash", "card", "thumbnail")
    return Front(lead, top, rails)
