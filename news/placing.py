"""What becomes of the stories that editors have placed on a front."""

from collections import defaultdict
from collections.abc import Container, Iterable
from typing import NamedTuple

from news.models.placements import Placement

OVER = "Its time is over."
HIDDEN = "Readers cannot see the story: it is not published, or not for everybody."
TWICE = "It is placed further up already."
SECOND_LEAD = "There is a lead already, so it stands among the top stories."
NO_ROOM = "There is no room for so many top stories, so it is pinned."

type Slots = dict[str, list[Placement]]


class Note(NamedTuple):
    """Why a story does not stand where it was placed."""

    placement: Placement
    text: str


def sort_out(
    placements: Iterable[Placement], visible: Container[int], tops: int | None = None
) -> tuple[Slots, list[Note]]:
    """Return what holds of the placements, by slot, and what editors should know of the rest.

    `visible` are the ids of stories that readers may see; there is room for so many `tops`.
    """
    slots: Slots = defaultdict(list)
    notes: list[Note] = []
    known: set[int] = set()
    for placement in placements:
        if reason := obstacle(placement, visible, known):
            notes.append(Note(placement, reason))
            continue
        known.add(placement.story_id)
        slot = placement.slot
        if slot == Placement.Slot.LEAD and slots[slot]:
            slot = Placement.Slot.TOP
            notes.append(Note(placement, SECOND_LEAD))
        if slot == Placement.Slot.TOP and tops is not None and len(slots[slot]) >= tops:
            slot = Placement.Slot.PINNED
            notes.append(Note(placement, NO_ROOM))
        slots[slot].append(placement)
    return slots, notes


def obstacle(placement: Placement, visible: Container[int], known: Container[int]) -> str:
    """Say what keeps a story from its place; empty where nothing does."""
    if not placement.is_in_force:
        return OVER
    if placement.story_id not in visible:
        return HIDDEN
    return TWICE if placement.story_id in known else ""
