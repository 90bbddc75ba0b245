"""Fact boxes."""

from collections.abc import Sequence
from typing import Any

from wagtail import blocks

from news.blocks.base import ArticleBlock
from news.blocks.paragraph import ParagraphBlock


class FactBoxBlock(ArticleBlock):
    """Facts in a box: the background, the figures, the dates."""

    title = blocks.CharBlock(max_length=120)
    text = ParagraphBlock()

    class Meta:
        icon = "info-circle"
        group = "Text"
        template = "blocks/fact_box.html"
        label_format = "{title}"
        description = "Background in a box: figures, dates, who is who."
        preview_value = {
            "title": "The ferry in figures",
            "text": "<ul><li>42 metres long, 280 passengers</li>"
            "<li>Nine minutes from quay to quay</li><li>Batteries of 1,100 kWh</li></ul>",
        }

    def fetch_for_readers(self, values: Sequence[blocks.StructValue]) -> None:
        """Expand the links of all boxes together."""
        self.child_blocks["text"].fetch_for_readers([value["text"] for value in values])

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Add the expanded HTML."""
        context = super().get_context(value, parent_context)
        return {**context, "html": self.child_blocks["text"].get_context(value["text"])["html"]}
