"""Tweets, stored as text."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from byline.text import is_legible
from news.blocks.base import ArticleBlock
from news.tweets import (
    HANDLE_PATTERN,
    TWEET_AUTHOR_MAX_LENGTH,
    TWEET_TEXT_MAX_LENGTH,
    Tweet,
    canonical_address,
    fetch_tweet,
    parse_embed_code,
)


class TweetBlock(ArticleBlock):
    """A tweet's text, author and date, stored with the story.

    The URL or embed code is read when the story is saved. Readers load nothing from the provider.
    """

    warning_field = "text"
    source = blocks.TextBlock(
        search_index=False,
        required=False,
        max_length=10_000,
        label="Address or embed code",
        help_text="Paste it and save: the fields below fill themselves where they are empty.",
    )
    text = blocks.TextBlock(required=False, max_length=TWEET_TEXT_MAX_LENGTH, label="Words")
    author = blocks.CharBlock(
        required=False, max_length=TWEET_AUTHOR_MAX_LENGTH, label="Author's name"
    )
    handle = blocks.CharBlock(
        required=False,
        max_length=16,
        validators=[
            RegexValidator(
                rf"^@?{HANDLE_PATTERN.pattern}$",
                "A handle has letters, digits and underscores, 15 at most.",
            )
        ],
    )
    posted_on = blocks.DateBlock(required=False, label="Date")

    class Meta:
        icon = "tweet"
        group = "Embeds"
        template = "blocks/tweet.html"
        label_format = "@{handle}: {text}"
        description = "A tweet, kept as words: it still reads when the original is gone."
        preview_value = {
            "text": "First crossing done. Quieter than the gulls.",
            "author": "Port Ellery Ferries",
            "handle": "portelleryferry",
            "source": "",
            "posted_on": None,
        }

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Fill empty fields from the URL or the embed code.

        If the provider cannot be reached, the block has the URL alone, readers see a link, and
        `warnings()` asks the editor to type the text.
        """
        value = super().clean(value)
        value["handle"] = value["handle"].removeprefix("@")
        is_empty = not value["source"] and not value["text"]
        if is_empty and not self.is_deferred_validation:
            message = "Paste a tweet's address or embed code, or type its words."
            raise StructBlockValidationError({"source": ValidationError(message)})
        if value["source"]:
            known = self.read_source(value)
            value["source"] = known.url
            for name in ("text", "author", "handle", "posted_on"):
                value[name] = value[name] or getattr(known, name)
        return value

    def read_source(self, value: blocks.StructValue) -> Tweet:
        """Return the tweet of the source; the provider is requested only if its text is missing."""
        source = value["source"].strip()
        if "<" in source:
            if tweet := parse_embed_code(source):
                return tweet
            message = "This is not a tweet's embed code: it has no <blockquote> with words."
            raise StructBlockValidationError({"source": ValidationError(message)})
        if not (url := canonical_address(source)):
            message = "This is no tweet's address: they look like https://x.com/name/status/123."
            raise StructBlockValidationError({"source": ValidationError(message)})
        handle = url.split("/")[3]
        from_address = Tweet(url=url, handle="" if handle == "i" else handle)  # x.com/i/status/…
        return from_address if value["text"] else fetch_tweet(url) or from_address

    def has_content(self, value: blocks.StructValue) -> bool:
        """Return whether there are words, or an address to which readers get a link."""
        return is_legible(value["text"] or "") or bool(canonical_address(value["source"] or ""))

    def warnings(self, value: blocks.StructValue) -> Iterator[str]:
        """Warn of a tweet without text."""
        if value["source"] and not value["text"]:
            yield (
                f"The tweet {value['source']} could not be read just now. Readers see a link to "
                "it until you type its words, or save again when X answers."
            )

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Add the tweet's URL."""
        context = super().get_context(value, parent_context)
        return {**context, "url": canonical_address(value["source"])}
