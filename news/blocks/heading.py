"""Sub-headings."""

from typing import Any

from wagtail import blocks

from byline.text import without_unfit_characters


class HeadingBlock(blocks.CharBlock):
    """A heading within the story: one level is enough for a newspaper."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=160, **kwargs)

    class Meta:
        icon = "title"
        group = "Text"
        template = "blocks/heading.html"
        description = "A heading that divides a long story."
        preview_value = "What happens at high tide"

    def clean(self, value: str) -> str:
        """Remove unfit characters."""
        return without_unfit_characters(super().clean(value))

    def get_context(
        self, value: str, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Add the value as `text`."""
        return {**super().get_context(value, parent_context), "text": value}
