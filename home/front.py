"""Which stories stand on the front page, and where."""

from dataclasses import dataclass

from news.models import ArticlePage, SectionPage
from photos.pictures import fetch_renditions

# How many of the newest stories the page is made of; rails show at most four each.
POOL = 60
TOP = 5
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
    """Fill the page from the newest stories, with a constant number of queries."""
    pool = list(ArticlePage.objects.published().newest_first().for_cards()[:POOL])
    lead, top, rest = next(iter(pool), None), pool[1 : TOP + 1], pool[TOP + 1 :]
    rails = [
        Rail(section, [story for story in rest if story.section_id == section.pk][:RAIL])
        for section in SectionPage.objects.published().order_by("path")
    ]
    rails = [rail for rail in rails if rail.stories]
    shown = [*pool[: TOP + 1], *(story for rail in rails for story in rail.stories)]
    fetch_renditions((story.lead_photo for story in shown), "splash", "card", "thumbnail")
    return Front(lead, top, rails)
