"""Statements."""

import re

from wagtail import blocks

from news.blocks.base import ArticleBlock

# Words between one pair of quotation marks, and none within.
MARKED = re.compile(r"[“\"](?P<words>[^“”\"]+)[”\"]")


class QuoteBlock(ArticleBlock):
    """What somebody said or wrote, and who they are."""

    text = blocks.TextBlock(
        max_length=2000, help_text="The words themselves, without quotation marks."
    )
    speaker = blocks.CharBlock(required=False, max_length=120, label="Who said it")
    role = blocks.CharBlock(required=False, max_length=160, label="In what role")
    source = blocks.CharBlock(
        required=False,
        max_length=160,
        help_text="Where: “in a statement”, “to the council”, a newspaper's name.",
    )
    source_url = blocks.URLBlock(required=False, label="Link to the source")

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Take away quotation marks that were pasted along: the page sets its own."""
        value = super().clean(value)
        if marked := MARKED.fullmatch(value["text"].strip()):
            value["text"] = marked["words"]
        return value

    class Meta:
        icon = "openquote"
        group = "Text"
        template = "blocks/quote.html"
        label_format = "{text}"
        description = "A statement with its speaker, the speaker's role and the source."
        preview_value = {
            "text": "We built the wall for the storm we remember. The next one is new.",
            "speaker": "Ines Aldaba",
            "role": "harbour engineer",
            "source": "to the council",
        }
