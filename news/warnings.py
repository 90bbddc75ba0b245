"""What an editor should look at before a story is published."""

from collections.abc import Iterator

from news.blocks.base import CreditedPhoto, PhotosBlock
from news.models import ArticlePage


def story_warnings(story: ArticlePage) -> list[str]:
    """List what the story lacks; none of it keeps it from being published."""
    return [*missing_parts(story), *missing_words(story), *photo_warnings(story)]


def missing_parts(story: ArticlePage) -> Iterator[str]:
    """Tell which parts every story should have are empty."""
    if not story.bylines.all():
        yield "There is no byline."
    if not story.standfirst.strip():
        yield "There is no standfirst."
    if not story.topics.all():
        yield "There is no topic: readers find related stories by them."


def missing_words(story: ArticlePage) -> Iterator[str]:
    """Tell which tweets and embeds could not be read yet."""
    for block in story.body.blocks_by_name("tweet"):
        if block.value["source"] and not block.value["text"]:
            yield (
                f"The tweet {block.value['source']} could not be read just now. Readers see a "
                "link to it until you type its words, or save again when X answers."
            )
    for block in story.body.blocks_by_name("embed"):
        if block.value["source"] and not block.value["title"]:
            yield (
                f"{block.value['source']} could not be read just now. Readers see its address "
                "until you give it a title, or save again when the provider answers."
            )


def photo_warnings(story: ArticlePage) -> Iterator[str]:
    """Tell which photos lack a credit or a description, each once."""
    shown = dict.fromkeys(credited_photos(story))
    for photo, credit in shown:
        if not credit:
            yield f"The photo “{photo.title}” has no credit."
    for photo in dict.fromkeys(photo for photo, _ in shown):
        if not photo.description:
            yield f"The photo “{photo.title}” has no description for readers who cannot see it."


def credited_photos(story: ArticlePage) -> Iterator[CreditedPhoto]:
    """Yield every photo that the story's page shows, with the credit readers see."""
    if story.lead_photo:
        yield CreditedPhoto(story.lead_photo, story.photo_credit)
    for child in story.body:
        if isinstance(child.block, PhotosBlock):
            yield from child.block.credited_photos(child.value)
