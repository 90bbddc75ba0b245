"""Validation and order of placements on a front."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from news.models import Placement

PLACEMENT_IS_OVER = "Its time is over."
STORY_IS_NOT_VISIBLE = "Readers cannot see the story: it is not published, or not for everybody."
PLACED_TWICE = "It is placed further up already."
SECOND_LEAD = "There is a lead already, so it stands among the top stories."
# Further away is an error; dates end at the years 1 and 9999.
UNTIL_MAX_DISTANCE = timedelta(days=3660)
UNTIL_TOO_FAR = "Choose a time within the next ten years, or none."
NO_ROOM_ON_TOP = "There is no room for so many top stories, so it is pinned."


class PlacementSlot(models.TextChoices):
    """The slots of a front."""

    LEAD = "lead", "Lead"
    TOP = "top", "Top story"
    PINNED = "pinned", "Pinned"


type Slots = dict[str, list[Placement]]


class PlacementNote(NamedTuple):
    """Why a story does not stand where it was placed."""

    placement: Placement
    text: str


def sort_out(
    placements: Iterable[Placement], visible: Container[int], tops: int | None = None
) -> tuple[Slots, list[PlacementNote]]:
    """Return the valid placements by slot, and notes on the rest for editors.

    `visible` are the ids of stories that readers may see; `tops` is the limit of top stories.
    """
    slots: Slots = defaultdict(list)
    notes: list[PlacementNote] = []
    known: set[int] = set()
    for placement in placements:
        if reason := obstacle(placement, visible, known):
            notes.append(PlacementNote(placement, reason))
            continue
        known.add(placement.story_id)
        slot = placement.slot
        if slot == PlacementSlot.LEAD and slots[slot]:
            slot = PlacementSlot.TOP
            notes.append(PlacementNote(placement, SECOND_LEAD))
        if slot == PlacementSlot.TOP and tops is not None and len(slots[slot]) >= tops:
            slot = PlacementSlot.PINNED
            notes.append(PlacementNote(placement, NO_ROOM_ON_TOP))
        slots[slot].append(placement)
    return slots, notes


def obstacle(placement: Placement, visible: Container[int], known: Container[int]) -> str:
    """Return why a story is not shown in its place; empty if it is."""
    if not placement.is_in_force:
        return PLACEMENT_IS_OVER
    if placement.story_id not in visible:
        return STORY_IS_NOT_VISIBLE
    return PLACED_TWICE if placement.story_id in known else ""


def is_far(until: datetime) -> bool:
    """Return whether a time is too far away."""
    return abs(until - timezone.now()) > UNTIL_MAX_DISTANCE


def check_rows(rows: Any) -> None:
    """Add errors to the form's rows that are invalid or contradict others."""
    rows.is_valid()
    known: set[int] = set()
    has_lead = False
    for row in rows_in_order(rows):
        story, slot, until = (row.cleaned_data.get(name) for name in ("story", "slot", "until"))
        is_over = until is not None and until <= timezone.now()
        if is_over and "until" in row.changed_data:
            row.add_error("until", "This time is over already.")
        if until and is_far(until):
            row.add_error("until", UNTIL_TOO_FAR)
        if story and story.alias_of_id:
            row.add_error("story", "It repeats another story. Place that one.")
        if story and story.pk in known:
            row.add_error("story", "This story is placed further up already.")
        if slot == PlacementSlot.LEAD and not is_over:
            if has_lead:
                row.add_error("slot", "Another story is the lead already. There can be one only.")
            has_lead = True
        known |= {story.pk} if story else set()


def rows_in_order(rows: Any) -> list[Any]:
    """Return the rows that stay, from top to bottom."""
    kept = [row for row in rows.forms if getattr(row, "cleaned_data", None)]
    kept = [row for row in kept if not row.cleaned_data.get("DELETE")]
    return sorted(kept, key=lambda row: row.cleaned_data.get("ORDER") or 0)
