"""Makes blocks or a draft of a Word document."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.coreutils import find_available_slug
from wagtail.models import PageSubscription

from byline.text import without_unfit_characters
from news.html_converter import Block
from news.html_to_blocks import TangledHtmlError, html_to_blocks
from news.models import ArticlePage, SectionPage
from news.slugs import slug_of
from news.word.conversion import read_document
from news.word.messages import notes_of
from news.word.package import Problem, UnreadableDocumentError
from news.word.pictures import DocumentPictures
from news.word.story_text import HEADLINE_MAX_LENGTH, story_text
from photos.metadata import shortened

SLUG_MAX_LENGTH = 200


@dataclass(frozen=True)
class WordStory:
    """What a document becomes. The photos of its blocks are named by their numbers."""

    headline: str
    standfirst: str
    blocks: list[Block]
    notes: list[str]
    pictures: DocumentPictures


def make_draft(upload: UploadedFile, section: SectionPage, user: Any) -> tuple[ArticlePage, list]:
    """Make a draft and its photos; return it with notes. Raises UnreadableDocumentError."""
    with read_story(upload, user, is_whole=True) as story:

        def store(blocks: list[Block]) -> ArticlePage:
            return store_draft(story, blocks, section, user)

        draft = with_photos(story, store)
        return draft, [*story.pictures.notes(), *story.notes]


def make_parts(upload: UploadedFile, user: Any) -> WordStory:
    """Make blocks, store their photos, and return them with what else is in the document.

    Raises UnreadableDocumentError.
    """
    with read_story(upload, user, is_whole=False) as story:
        blocks = with_photos(story, lambda blocks: blocks)
        return replace(story, blocks=blocks, notes=[*story.pictures.notes(), *story.notes])


@contextmanager
def read_story(upload: UploadedFile, user: Any, *, is_whole: bool) -> Iterator[WordStory]:
    """Read a document, and check its pictures. Raises UnreadableDocumentError."""
    with tempfile.TemporaryFile() as file:
        shutil.copyfileobj(upload, file)
        document = read_document(file)
        name = headline_from(upload.name or "")
        pictures = DocumentPictures(file, document.pictures, user, name)
        try:
            text = story_text(document.html, pictures.add, is_whole=is_whole)
            document.found["contents"] += text.has_contents
            converted = html_to_blocks(text.html, pictures.find)
            notes = [*converted.notes, *notes_of(document.found)]
            headline = text.headline or (name if is_whole else "")
            yield WordStory(headline, text.standfirst, converted.blocks, notes, pictures)
        except TangledHtmlError as error:
            raise UnreadableDocumentError(Problem.TOO_LARGE) from error
        finally:
            pictures.close()


def headline_from(file_name: str) -> str:
    """Return a headline made of the name of a file."""
    name = PurePosixPath(without_unfit_characters(file_name)).stem.replace("_", " ")
    return shortened(" ".join(name.split()), HEADLINE_MAX_LENGTH) or _("Story from Word")


def with_photos[T](story: WordStory, store: Callable[[list[Block]], T]) -> T:
    """Store the photos, and what is made of the blocks: all or nothing."""
    try:
        story.pictures.write_files()
        with transaction.atomic():
            ids = story.pictures.store()
            return store([with_photo(block, ids) for block in story.blocks])
    except BaseException:
        story.pictures.delete_files()
        raise


def with_photo(block: Block, ids: dict[int, int]) -> Block:
    """Return a block with the id of its photo in place of its number."""
    if block["type"] != "photo" or block["value"]["photo"] is None:
        return block
    return {**block, "value": {**block["value"], "photo": ids[block["value"]["photo"]]}}


def store_draft(
    story: WordStory, blocks: list[Block], section: SectionPage, user: Any
) -> ArticlePage:
    """Store a draft as Wagtail's own form does, without its checks of what drafts may lack.

    The blocks are those of `html_to_blocks`; their `clean()` would send requests to others.
    """
    draft = ArticlePage(
        title=story.headline,
        slug=find_available_slug(section, slugify_headline(story.headline)),
        standfirst=story.standfirst,
        owner=user,
        live=False,
    )
    items = [{**block, "id": str(uuid4())} for block in blocks]
    draft.body = draft.body.stream_block.to_python(items)
    section.add_child(instance=draft)
    draft.save_revision(user=user, log_action=True, clean=False)
    PageSubscription.objects.create(page=draft, user=user, comment_notifications=True)
    return draft


def slugify_headline(headline: str) -> str:
    """Return an address; "story" for a headline without letters."""
    return slug_of(headline)[:SLUG_MAX_LENGTH].strip("-") or "story"
