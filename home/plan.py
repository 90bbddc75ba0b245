"""The rules by which stories get their places on the front page, without a database.

Placements of editors come first. The other places are filled automatically:

- **Lead**: one of the freshest news stories, those with a photo before those without; the newest
  of those that are among the most read of the day, and if none is, the newest.
- **Top stories**: the newest news, at most three of a section (the lead included) as long as
  others are fresh. Those with a photo stand beside the lead, the others as briefs.
- **Opinion**: the newest opinions of all sections.
- **Most read**: what does not stand higher up; the last story of a section is left to its rail.
- **Section rails**: the newest of each section. **Recent**: the newest of what is left.

News is neither opinion nor sponsored. Fresh is what was published within a day of the newest news,
so that the page looks the same after a quiet weekend. No story stands anywhere twice.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice

from home.candidates import Candidate
from news.models import Placement
from news.placing import PlacementNote, PlacementSlot, Slots

BESIDE_LEAD_LIMIT = 2
BRIEFS_LIMIT = 5
TOP_LIMIT = BESIDE_LEAD_LIMIT + BRIEFS_LIMIT
OPINION_LIMIT = 4
POPULAR_LIMIT = 6
RAIL_LIMIT = 4
RECENT_LIMIT = 6

# The lead is one of the newest stories, published within this period of the newest.
LEAD_CANDIDATES_LIMIT = 8
FRESH_PERIOD = timedelta(days=1)
TOP_LIMIT_PER_SECTION = 3

IN_BANNER_NOTE = "It stands in the banner of breaking news."
NO_RAIL_NOTE = "There is no place left for it: its rail is full, or its section is not published."


@dataclass
class Plan:
    """The ids of the stories by place."""

    lead: int | None = None
    top: list[int] = field(default_factory=list)
    opinion: list[int] = field(default_factory=list)
    popular: list[int] = field(default_factory=list)
    rails: dict[int, list[int]] = field(default_factory=dict)
    recent: list[int] = field(default_factory=list)
    notes: list[PlacementNote] = field(default_factory=list)

    def ids(self) -> list[int]:
        """Return every story of the plan."""
        rails = [pk for rail in self.rails.values() for pk in rail]
        lead = [self.lead] if self.lead else []
        return [*lead, *self.top, *self.opinion, *self.popular, *rails, *self.recent]


class Planner:
    """Assigns each story to at most one place."""

    def __init__(self, candidates: dict[int, Candidate], sections: list[int]) -> None:
        self.candidates = candidates
        self.free = dict(candidates)  # newest first
        self.sections = sections
        self.plan = Plan(rails={section: [] for section in sections})

    def make(
        self, slots: Slots, banner: int | None, most_read: list[int], leading: Collection[int]
    ) -> Plan:
        """Return the plan. `leading` are the most read stories, one of which may lead."""
        plan = self.plan
        placed = {slot: self.take(p.story_id for p in slots[slot]) for slot in Placement.Slot}
        lead = placed[Placement.Slot.LEAD] or self.take(self.lead_candidates(leading), 1)
        plan.lead = lead[0] if lead else None
        self.exclude_banner(banner, placed, slots)
        plan.top = placed[Placement.Slot.TOP]
        if plan.top and not plan.lead:  # no other news is there
            plan.lead = plan.top.pop(0)
        plan.top += self.take(self.choose_top_stories(TOP_LIMIT - len(plan.top)))
        self.pin(placed[Placement.Slot.PINNED], slots)
        opinions = (story.pk for story in self.free.values() if story.is_opinion)
        plan.opinion += self.take(opinions, OPINION_LIMIT - len(plan.opinion))
        plan.popular = self.take(self.leave_one_per_section(most_read), POPULAR_LIMIT)
        for section, rail in plan.rails.items():
            newest = (story.pk for story in self.free.values() if story.section == section)
            rail.extend(self.take(newest, RAIL_LIMIT - len(rail)))
        plan.recent = self.take(self.free, RECENT_LIMIT)
        return plan

    def take(self, stories: Iterable[int], number: int | None = None) -> list[int]:
        """Remove up to `number` of the stories from the free ones; return them."""
        taken = [pk for pk in dict.fromkeys(stories) if pk in self.free][:number]
        for pk in taken:
            del self.free[pk]
        return taken

    def lead_candidates(self, leading: Collection[int]) -> list[int]:
        """Return the stories that may lead, the best first."""
        freshest = list(islice(self.fresh(), LEAD_CANDIDATES_LIMIT))
        freshest.sort(key=lambda story: (story.photo is None, story.pk not in leading))
        return [story.pk for story in freshest]

    def fresh(self) -> Iterator[Candidate]:
        """Yield the news of about a day, newest first."""
        newest = None
        for story in self.free.values():
            if story.is_news:
                newest = newest or story.at
                if story.at > newest - FRESH_PERIOD:
                    yield story

    def choose_top_stories(self, number: int) -> list[int]:
        """Return up to `number` of the newest news, of several sections, with photos first."""
        above = [self.plan.lead, *self.plan.top]
        of_section = Counter(self.candidates[pk].section for pk in above if pk)
        chosen: list[int] = []
        for story in self.fresh():
            if len(chosen) < number and of_section[story.section] < TOP_LIMIT_PER_SECTION:
                of_section[story.section] += 1
                chosen.append(story.pk)
        news = [story.pk for story in self.free.values() if story.is_news]
        chosen += [pk for pk in news if pk not in chosen][: number - len(chosen)]
        in_order = [pk for pk in news if pk in chosen]
        pictured = [pk for pk in in_order if self.free[pk].photo]
        beside = pictured[: max(0, BESIDE_LEAD_LIMIT - len(self.plan.top))]
        return [*beside, *(pk for pk in in_order if pk not in beside)]

    def exclude_banner(
        self, banner: int | None, placed: dict[PlacementSlot, list[int]], slots: Slots
    ) -> None:
        """Leave the story of the banner out, unless it leads."""
        self.free.pop(banner or 0, None)
        for slot in (Placement.Slot.TOP, Placement.Slot.PINNED):
            if banner in placed[slot]:
                placed[slot].remove(banner)
                [placement] = [p for p in slots[slot] if p.story_id == banner]
                self.plan.notes.append(PlacementNote(placement, IN_BANNER_NOTE))

    def pin(self, pinned: list[int], slots: Slots) -> None:
        """Put pinned stories first in their rails."""
        by_story = {p.story_id: p for p in slots[Placement.Slot.PINNED]}
        for pk in pinned:
            story = self.candidates[pk]
            rail = self.plan.opinion if story.is_opinion else self.plan.rails.get(story.section)
            limit = OPINION_LIMIT if story.is_opinion else RAIL_LIMIT
            if rail is not None and len(rail) < limit:
                rail.append(pk)
            else:
                self.plan.notes.append(PlacementNote(by_story[pk], NO_RAIL_NOTE))

    def leave_one_per_section(self, stories: Iterable[int]) -> Iterator[int]:
        """Yield the stories, but leave the last one of each section to its rail."""
        left = Counter(story.section for story in self.free.values())
        for pk in stories:
            story = self.free.get(pk)
            if story and (left[story.section] > 1 or story.section not in self.sections):
                left[story.section] -= 1
                yield pk
