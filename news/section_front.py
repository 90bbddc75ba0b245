"""The front of a section: its lead, its top stories, and the others, newest first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from news.placing import PlacementNote, PlacementSlot, Slots, sort_out

if TYPE_CHECKING:
    from collections.abc import Iterable

    from news.models import ArticlePage, Placement

# In the row under the lead, unless editors placed more.
TOP_STORIES_LIMIT = 3
# Of these newest, the first with a photo leads where editors chose none.
LEAD_CANDIDATES_LIMIT = 4
# Shown to editors below the top stories.
PREVIEWED_STORIES_LIMIT = 8


@dataclass(frozen=True)
class SectionFront:
    """The stories on the first page of a section, each in one place only."""

    lead: ArticlePage | None
    top: list[ArticlePage]
    rest: list[ArticlePage]
    # Placements by story, and notes on those that are not shown in their place.
    placed: dict[int, Placement] = field(default_factory=dict)
    notes: list[PlacementNote] = field(default_factory=list)

    def places(self) -> list[tuple[str, list[ArticlePage]]]:
        """Return every place with its stories, from top to bottom."""
        lead = [self.lead] if self.lead else []
        return [("Lead", lead), ("Top stories", self.top), ("Then", self.rest)]


def arrange(
    placements: Iterable[Placement],
    visible: dict[int, ArticlePage],
    newest: Iterable[ArticlePage],
) -> SectionFront:
    """Put placed stories first, and fill the rest with the newest.

    Neither a sponsored story nor, where there is another, one without a photo leads unless it is
    placed. `visible` are the placed stories that readers may see, `newest` those not placed.
    """
    slots, notes = sort_out(placements, visible)
    lead, top, pinned = (
        [visible[p.story_id] for p in slots[slot]]
        for slot in (PlacementSlot.LEAD, PlacementSlot.TOP, PlacementSlot.PINNED)
    )
    free = list(newest)
    may_lead = [story for story in free if not story.is_sponsored][:LEAD_CANDIDATES_LIMIT]
    lead = lead or take(free, sorted(may_lead, key=lambda s: s.lead_photo_id is None), 1)
    if top and not lead:  # no other news is there
        lead = [top.pop(0)]
    top += take(free, free, TOP_STORIES_LIMIT - len(top))
    return SectionFront(
        lead[0] if lead else None, top, [*pinned, *free], placed_stories(slots), notes
    )


def in_force(placements: Iterable[Placement]) -> list[int]:
    """Return the ids of stories placed by hand, which the section's list excludes."""
    return [placement.story_id for placement in placements if placement.is_in_force]


def take(free: list[ArticlePage], stories: Iterable[ArticlePage], number: int) -> list[ArticlePage]:
    """Remove so many stories that are not sponsored from `free`, and return them."""
    taken = [story for story in stories if not story.is_sponsored][: max(0, number)]
    for story in taken:
        free.remove(story)
    return taken


def placed_stories(slots: Slots) -> dict[int, Placement]:
    """Return the valid placements by story."""
    return {placement.story_id: placement for slot in slots.values() for placement in slot}
