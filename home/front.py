"""The selector of the front page: its stories, in their places."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle
from operator import attrgetter
from time import time
from typing import Any

from django.core.cache import cache

from home.candidates import find_candidates, sections_with_newest
from home.plan import BESIDE_LEAD_LIMIT, TOP_LIMIT, Plan, Planner
from home.records import BreakingNews
from news.models import ArticlePage, Placement, SectionPage
from news.placing import PlacementNote, sort_out
from photos.renditions import fetch_shown
from readership.popular import read_most
from readership.ranking import ranked
from readership.windows import WINDOWS

# More than are shown: some stand further up, or are not published any more.
MOST_READ_LIMIT = 40
# One of the most read may lead. They are cached, so that two equally read stories do not swap
# all the time.
LEAD_MOST_READ_LIMIT = 5
LEAD_CACHE_SECONDS = 900


@dataclass(frozen=True)
class Rail:
    """A section with its newest stories that are not shown above."""

    section: SectionPage
    stories: list[ArticlePage]
    # "row", "feature" (one large, the others beside it), "pair", or "half" of the width, beside
    # another short rail.
    layout: str


@dataclass(frozen=True)
class Front:
    """The stories of the front page, each in a single place."""

    lead: ArticlePage | None = None
    beside: list[ArticlePage] = field(default_factory=list)
    briefs: list[ArticlePage] = field(default_factory=list)
    opinion: list[ArticlePage] = field(default_factory=list)
    popular: list[ArticlePage] = field(default_factory=list)
    rails: list[Rail] = field(default_factory=list)
    recent: list[ArticlePage] = field(default_factory=list)
    # None if its story leads the page, which is then marked as breaking.
    banner: BreakingNews | None = None
    is_breaking: bool = False
    # All published sections, also those without stories.
    sections: list[SectionPage] = field(default_factory=list)
    # Placements by story, and the reasons why some are not in effect.
    placed: dict[int, Placement] = field(default_factory=dict)
    notes: list[PlacementNote] = field(default_factory=list)

    @property
    def briefs_are_recent(self) -> bool:
        """Whether the briefs are the recent news: too few stories for a list below."""
        return not self.recent and not any(story.pk in self.placed for story in self.briefs)

    def places(self) -> Iterator[tuple[str, list[ArticlePage]]]:
        """Yield the label and the stories of every place, from top to bottom."""
        yield "Lead", [self.lead] if self.lead else []
        yield "Top stories", [*self.beside, *self.briefs]
        yield "Opinion", self.opinion
        yield "Most read", self.popular
        for rail in self.rails:
            yield rail.section.title, rail.stories
        yield "Recent news", self.recent

    def stories(self) -> list[ArticlePage]:
        """Return every story of the page."""
        return [story for _place, stories in self.places() for story in stories]


def compose(front_page: int, placements: Sequence[Placement]) -> Front:
    """Compose the front page with this id, by the rules of `home.plan`.

    Costs at most eight queries, however many sections, placements and stories there are.
    """
    banner = BreakingNews.on(front_page)
    breaking = banner.original_id if banner else None
    sections = sorted(sections_with_newest(), key=attrgetter("path"))
    most_read = read_most(MOST_READ_LIMIT)
    others = {breaking or 0, *most_read, *(placement.story_id for placement in placements)}
    candidates = find_candidates(sections, others)
    slots, notes = sort_out(placements, candidates, TOP_LIMIT)
    planner = Planner(candidates, [section.pk for section in sections])
    plan = planner.make(slots, breaking, most_read, most_read_for_lead())
    leads = plan.lead is not None and plan.lead == breaking
    placed = {placement.story_id: placement for slot in slots.values() for placement in slot}
    for note in plan.notes:
        placed.pop(note.placement.story_id)
    return Front(
        **fetch_stories(plan, sections),
        banner=None if leads else banner,
        is_breaking=leads,
        sections=sections,
        placed=placed,
        notes=[*notes, *plan.notes],
    )


def fetch_stories(plan: Plan, sections: list[SectionPage]) -> dict[str, Any]:
    """Fetch the stories of a plan; return them as fields of `Front`."""
    found = ArticlePage.objects.cards(plan.ids())

    def stories_of(ids: list[int]) -> list[ArticlePage]:
        return [found[pk] for pk in ids if pk in found]

    lead, top, recent = stories_of([plan.lead or 0]), stories_of(plan.top), stories_of(plan.recent)
    rails = build_rails((section, stories_of(plan.rails[section.pk])) for section in sections)
    beside, briefs = top[:BESIDE_LEAD_LIMIT], top[BESIDE_LEAD_LIMIT:]
    in_rails = [story for rail in rails for story in rail.stories]
    shown = {"splash": lead, "card": [*beside, *in_rails], "thumbnail": [*briefs, *recent]}
    fetch_shown(
        (story.lead_photo, shape)
        for shape, stories in shown.items()
        for story in stories
        if story.lead_photo
    )
    return {
        "lead": lead[0] if lead else None,
        "beside": beside,
        "briefs": briefs,
        "opinion": stories_of(plan.opinion),
        "popular": stories_of(plan.popular),
        "rails": rails,
        "recent": recent,
    }


def build_rails(stories: Iterable[tuple[SectionPage, list[ArticlePage]]]) -> list[Rail]:
    """Return a rail for each section with stories, in varying layouts."""
    rails: list[Rail] = []
    features = cycle((False, True))
    for section, remaining in stories:
        if not remaining:
            continue
        if len(remaining) > 2:
            layout = "feature" if next(features) else "row"
        elif rails and rails[-1].layout == "pair":
            layout = "half"
            rails[-1] = replace(rails[-1], layout=layout)
        else:
            layout = "pair"
        rails.append(Rail(section, remaining, layout))
    return rails


def most_read_for_lead() -> list[int]:
    """Return the ids of the most read stories of today. Cached."""
    key = f"home.front.leading:{int(time() // LEAD_CACHE_SECONDS)}"
    ids: list[int] | None = cache.get(key)
    if ids is None:
        ids = ranked(WINDOWS["day"])[:LEAD_MOST_READ_LIMIT]
        cache.set(key, ids, LEAD_CACHE_SECONDS)
    return ids
