"""Placeholders of blocks whose plugin is not installed."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django import forms
from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError, StreamValue

# The type of a placeholder in the editor. Never stored: the stored item has the block's own.
UNKNOWN_BLOCK_TYPE = "unknown"


class UnknownBlock(blocks.FieldBlock):
    """A placeholder that an editor can move or delete, and readers never see.

    The form carries its id and nothing else. A placeholder that comes from a form has the
    value None until `resolve_placeholders` has found its content.
    """

    def __init__(self, **kwargs: Any) -> None:
        self.field = forms.CharField(
            required=False, widget=forms.TextInput(attrs={"readonly": True})
        )
        super().__init__(**kwargs)

    class Meta:
        icon = "warning"
        label = "Missing plugin"

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> None:
        """Ignore the posted value: only the id counts, which the stream has."""
        return

    def clean(self, value: Any) -> Any:
        """Accept anything: `resolve_placeholders` decides."""
        return value

    def get_form_state(self, value: dict[str, Any] | None) -> str:
        """Name the missing block for the editor."""
        name = value.get("type", "") if value else ""
        return f"“{name}”: its plugin is not installed. Kept here, not shown to readers."

    def render(self, value: Any, context: dict[str, Any] | None = None) -> str:
        """Show readers nothing."""
        return ""


class UnknownChild(StreamValue.StreamChild):
    """An item of a story's body that is stored again unchanged."""

    def get_prep_value(self) -> dict[str, Any]:
        """Return the stored item."""
        return self.value


def insert_unknown_items(body: StreamValue, items: Mapping[int, dict[str, Any]]) -> StreamValue:
    """Put the stored items into the body at their positions, as placeholders."""
    block = body.stream_block.child_blocks[UNKNOWN_BLOCK_TYPE]
    for position, item in items.items():
        body[position] = UnknownChild(block, item, id=item.get("id") or derive_id(position, item))
    return body


def derive_id(position: int, item: dict[str, Any]) -> str:
    """Return an id for an item that was stored without one, the same at each reading."""
    return str(uuid5(NAMESPACE_OID, f"{position}:{json.dumps(item, sort_keys=True)}"))


def stored_unknown_blocks(body: StreamValue) -> dict[str, dict[str, Any]]:
    """Return the stored items of unknown type in a body, by their id."""
    return {child.id: child.value for child in body.blocks_by_name(UNKNOWN_BLOCK_TYPE)}


def resolve_placeholders(body: StreamValue, stored: Mapping[str, dict[str, Any]]) -> StreamValue:
    """Give each placeholder from a form the stored content that its id names.

    Raises StreamBlockValidationError for an id that is not stored, that names a block of
    a known type, or that comes twice: the content of a block never comes from the form.
    """
    found: dict[int, dict[str, Any]] = {}
    errors: dict[int, ValidationError] = {}
    for position, child in enumerate(body):
        if child.block_type != UNKNOWN_BLOCK_TYPE:
            continue
        item = stored.get(child.id)
        if item is None or item in found.values():
            errors[position] = ValidationError(
                "This block stands for content that is not in the stored story. "
                "It can be moved or deleted, not copied or made anew."
            )
        else:
            found[position] = item
    if errors:
        raise StreamBlockValidationError(block_errors=errors)
    return insert_unknown_items(body, found)
