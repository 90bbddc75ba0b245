"""What plugins show in the pages for readers."""

from collections import defaultdict
from copy import copy
from functools import cache
from typing import TYPE_CHECKING

from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

from byline.plugins.contributions import Place, Slot, SlotContext
from byline.plugins.guard import attempt
from byline.plugins.registry import contributions_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from byline.plugins.protocols import Story

# Where an element is not allowed.
UNWRAPPED = {Place.HEAD}
NOTHING = mark_safe("")


@cache
def slots_by_place() -> dict[str, tuple[tuple[str, Slot], ...]]:
    """Return by place what plugins show there, with their names."""
    found = defaultdict(list)
    for plugin, slot in contributions_of("slots", Slot):
        found[slot.place].append((plugin, slot))
    return {place: tuple(slots) for place, slots in found.items()}


def render_slots(
    place: Place,
    request: "HttpRequest | None",
    story: "Story | None" = None,
    *,
    block: str = "",
) -> SafeString:
    """Return the HTML of all plugins for a place; where a block stands alone, what it needs."""
    if not (slots := slots_by_place().get(place)):
        return NOTHING
    types = {block} if block else block_types(story)
    rendered = (
        # A copy for each: what one writes into it, nobody else sees.
        (plugin, attempt(plugin, "slots", render, slot, SlotContext(request, copy(story))))
        for plugin, slot in slots
        if not (slot.with_blocks or block) or not types.isdisjoint(slot.with_blocks)
    )
    return format_html_join(
        "\n",
        '<div class="plugin plugin--{}">{}</div>' if place not in UNWRAPPED else "{1}",
        ((plugin, html) for plugin, html in rendered if html),
    )


def block_types(story: "Story | None") -> set[str]:
    """Return the types of the blocks in a story's body."""
    stored = getattr(getattr(story, "body", None), "raw_data", ())
    return {item["type"] for item in stored}


def render(slot: Slot, context: SlotContext) -> SafeString:
    """Return the HTML of a slot. Raises TypeError where it is no text."""
    html = slot.render(context)
    if html is not None and not isinstance(html, str):
        raise TypeError(f"A slot returned {html!r}, no text.")
    return conditional_escape(html or "")
