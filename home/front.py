"""Which stories stand on the front page, and where."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

from news.models import ArticlePage, SectionPage
from photos.pictures import fetch_renditions

# How many of the newest stories the page is made of; rails show at most four each.
POOL = 60
BESIDE = 2
BRIEFS = 5
TOP = BESIDE + BRIEFS
RAIL = 4


@dataclass(frozen=True)
class Rail:
    """A section with its newest stories that do not stand higher up."""

    section: SectionPage
    stories: list[ArticlePage]
    # How they stand: in a "row", as a "feature" with the others beside it, or as a "pair".
    layout: str


@dataclass(frozen=True)
class Front:
    """The front page's stories, each in one place only."""

    lead: ArticlePage | None
    beside: list[ArticlePage]
    briefs: list[ArticlePage]
    rails: list[Rail]


def compose() -> Front:
    """Fill the page from the newest stories, with a constant number of queries.

    What somebody paid for stands in the rails only.
    """
    pool = list(ArticlePage.objects.published().originals().newest_first().for_cards()[:POOL])
    lead, *top = [story for story in pool if not story.is_sponsored][: TOP + 1] or [None]
    rest = [story for story in pool if story != lead and story not in top]
    rails = list(fill_rails(rest))
    shown = [lead, *top, *(story for rail in rails for story in rail.stories)]
    photos = (story.lead_photo for story in shown if story)
    fetch_renditions(photos, "splash", "card", "thumbnail")
    return Front(lead, top[:BESIDE], top[BESIDE:], rails)


def fill_rails(stories: list[ArticlePage]) -> Iterator[Rail]:
    """Yield a rail for each section that has a story left, every other one as a feature."""
    features = cycle((False, True))
    for section in SectionPage.objects.published().order_by("path"):
        if ours := [story for story in stories if story.section_id == section.pk][:RAIL]:
            is_feature = next(features)
            layout = "pair" if len(ours) < 3 else "feature" if is_feature else "row"
            yield Rail(section, ours, layout)
