"""Sub-headings."""

import re
from collections.abc import Iterable
from typing import Any

from django.utils.text import slugify
from wagtail import blocks

from byline.text import without_unfit_characters

# Ids that story pages have anyway, as those of comments and of the titles of their parts.
PAGE_ID_PATTERN = re.compile(
    r"comments|content|(masthead-|menu-)?search|story|comment-\d+|.+-title"
)

HEADING_MAX_LENGTH = 160


def heading_ids(headings: Iterable[str]) -> list[str]:
    """Return an id for each heading of a story, by which links lead to it (`#money`)."""
    ids: dict[str, None] = {}
    tried: dict[str, int] = {}  # the last number by slug: those before it are taken for ever
    for heading in headings:
        slug = slugify(heading, allow_unicode=True) or "heading"
        # All that begin with `comment-` and a number are the comments'.
        base = f"{slug}-heading" if PAGE_ID_PATTERN.fullmatch(f"{slug}-2") else slug
        number, one = tried.get(slug, 0) + 1, slug
        if number > 1:
            one = f"{base}-{number}"
        while one in ids or PAGE_ID_PATTERN.fullmatch(one):
            number += 1
            one = f"{base}-{number}"
        tried[slug] = number
        ids[one] = None
    return list(ids)


class HeadingBlock(blocks.CharBlock):
    """A heading within the story: one level is enough for a newspaper."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=HEADING_MAX_LENGTH, **kwargs)

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
