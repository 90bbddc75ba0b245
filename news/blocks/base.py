"""What the blocks of an article have in common."""

from collections.abc import Sequence
from typing import Any

from wagtail import blocks

from byline.text import without_unfit_characters


class ArticleBlock(blocks.StructBlock):
    """A block whose template takes its fields as flat arguments."""

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Check the fields, and drop the characters that no text has."""
        value = super().clean(value)
        for name, field in value.items():
            if isinstance(field, str):
                value[name] = without_unfit_characters(field)
        return value

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Lay the fields out flat: templates say `text`, not `value.text`."""
        return {**super().get_context(value, parent_context), **value}

    def fetch_for_readers(self, values: Sequence[Any]) -> None:
        """Fetch what rendering needs, for all values of this type in a story at once.

        Called before any of them is rendered. It keeps a story's query count the same
        however many blocks it has.
        """
