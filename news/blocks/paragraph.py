"""Running text."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.rich_text import RichText

from news.rich_text import clean_html, expand_all

# Of Draftail: see `news.wagtail_hooks`.
EDITOR_PLUGINS = ["block-paste", "block-typing", "heading-links"]


class ParagraphBlock(blocks.RichTextBlock):
    """One or more paragraphs with bold, italic, links and lists."""

    MAX_LENGTH = 50_000

    def __init__(self, **kwargs: Any) -> None:
        features = ["bold", "italic", "link", "ol", "ul", *EDITOR_PLUGINS]
        super().__init__(features=features, required=False, **kwargs)

    class Meta:
        icon = "pilcrow"
        group = "Text"
        template = "blocks/paragraph.html"
        description = "The story's running text, with bold, italic, links and lists."
        preview_value = (
            "<p>The first ferry without an engine left the harbour at dawn, "
            "<b>twelve minutes early</b>, because nobody had to wait for it to warm up.</p>"
        )

    def clean(self, value: RichText) -> RichText:
        """Sanitize the HTML to the editor's features, and refuse too long a text."""
        value = super().clean(value)
        if len(value.source) > self.MAX_LENGTH:
            raise ValidationError("This paragraph is too long: split it into several.")
        return RichText(clean_html(value.source))

    def fetch_for_readers(self, values: Sequence[RichText]) -> None:
        """Expand the links of all paragraphs together."""
        for value, html in zip(values, expand_all([v.source for v in values]), strict=True):
            value.html = html

    def get_context(
        self, value: RichText, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Add the expanded HTML."""
        context = super().get_context(value, parent_context)
        if not hasattr(value, "html"):
            self.fetch_for_readers([value])
        return {**context, "html": value.html}
