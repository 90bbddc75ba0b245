"""Quotes."""

import re

from wagtail import blocks

from byline.text import is_legible
from news.blocks.base import ArticleBlock

# The quotation marks of languages, as pairs; Danish and German novels turn the angles around.
QUOTATION_MARKS = (
    "“”",
    '""',
    "„“",
    "„”",
    "”“",
    "««",
    "«»",
    "»«",
    "»»",
    "‹›",
    "›‹",
    "‘’",
    "‚‘",
    "「」",
    "『』",
)
# As in "do not", shortened.
APOSTROPHE = re.compile(r"(?<=\w)’(?=\w)")


def without_quotation_marks(text: str) -> str:
    """Remove a pair of quotation marks around a text that has none of them within."""
    for first, last in map(tuple, QUOTATION_MARKS):
        if text.startswith(first) and text.endswith(last):
            words = text[1:-1]
            if words.strip() and not {first, last} & set(APOSTROPHE.sub("", words)):
                return words.strip()
    return text


class WordsBlock(blocks.TextBlock):
    """A quotation. Pasted quotation marks are removed: the page sets its own."""

    def clean(self, value: str) -> str:
        """Remove one pair of quotation marks around the text."""
        value = super().clean(value)
        words = without_quotation_marks(value.strip())
        return value if words == value.strip() else words


class WordsOfQuoteBlock(ArticleBlock):
    """A quotation: without its words the rest of it says nothing."""

    def has_content(self, value: blocks.StructValue) -> bool:
        """Return whether there are words."""
        return is_legible(value["text"] or "")


class QuoteBlock(WordsOfQuoteBlock):
    """A quotation with its speaker and source."""

    text = WordsBlock(max_length=2000, help_text="The words themselves, without quotation marks.")
    speaker = blocks.CharBlock(required=False, max_length=120, label="Who said it")
    role = blocks.CharBlock(required=False, max_length=160, label="In what role")
    source = blocks.CharBlock(
        required=False,
        max_length=160,
        help_text="Where: “in a statement”, “to the council”, a newspaper's name.",
    )
    source_url = blocks.URLBlock(required=False, label="Link to the source")

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


class PullQuoteBlock(WordsOfQuoteBlock):
    """A sentence of the story itself, set large."""

    text = WordsBlock(max_length=400, help_text="Words from the story, without quotation marks.")
    attribution = blocks.CharBlock(required=False, max_length=160, label="Whose words")

    class Meta:
        icon = "openquote"
        group = "Text"
        template = "blocks/pull_quote.html"
        label_format = "{text}"
        description = "A strong sentence of the story, set large to draw readers in."
        preview_value = {
            "text": "This morning I heard somebody unwrap a sandwich on the top deck.",
            "attribution": "Wilma Strand, skipper",
        }
