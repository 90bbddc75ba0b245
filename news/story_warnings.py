"""Warnings before a story is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from byline.zones import named
from news.blocks.base import ArticleBlock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from news.models import ArticlePage


def story_warnings(story: ArticlePage) -> list[str]:
    """Return the warnings of a story. Only a missing credit may block publishing."""
    return [*missing_parts(story), *block_warnings(story), *photo_warnings(story)]


def missing_parts(story: ArticlePage) -> Iterator[str]:
    """Yield warnings of empty fields and of an embargo."""
    if story.published_at and story.published_at > timezone.now():
        yield f"Embargoed: readers see nothing before {named(story.published_at)}."
    if not story.bylines.all():
        yield "There is no byline."
    if not story.standfirst.strip():
        yield "There is no standfirst."
    if not story.topics.all():
        yield "There is no topic: readers find related stories by them."


def block_warnings(story: ArticlePage) -> Iterator[str]:
    """Yield the warnings of the blocks of the body."""
    for child in story.body:
        if isinstance(child.block, ArticleBlock):
            yield from child.block.warnings(child.value)


def photo_warnings(story: ArticlePage) -> Iterator[str]:
    """Yield warnings of photos without a credit or a description, each once."""
    shown = dict.fromkeys(story.credited_photos())
    for photo, credit in shown:
        if not credit:
            yield f"The photo “{photo.title}” has no credit."
    for photo in dict.fromkeys(photo for photo, _ in shown):
        if not photo.description:
            yield f"The photo “{photo.title}” has no description for readers who cannot see it."
