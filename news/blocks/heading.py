"""Sub-headings."""

import re
from collections.abc import Iterable
from itertools import count
from typing import Any

from django.utils.text import slugify
from wagtail import blocks

from byline.text import without_unfit_characters

# Ids that story pages have anyway, as those of comments and of the titles of their parts.
PAGE_ID_PATTERN = re.compile(
    r"comments|content|(masthead-|menu-)?search|story|comment-\d+|.+-title"
)


def heading_ids(headings: Iterable[str]) -> list[str]:
    """Return an id for each heading of a story, by which links lead to it (`#money`)."""
    ids: list[str] = []
    for heading in headings:
        slug = slugify(heading, allow_unicode=True) or "heading"
        numbered = (f"{slug}-{n}" if n > 1 else slug for n in count(1))
        ids.append(
            next(one for one in numbered if one not in ids and not PAGE_ID_PATTERN.fullmatch(one))
        )
    return ids


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
