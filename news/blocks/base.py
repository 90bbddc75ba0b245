"""Base classes of the blocks of a story."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue
from wagtail.blocks.struct_block import StructBlockValidationError

from byline.text import is_legible, without_unfit_characters
from photos.models import Photo

CREDIT_REQUIRED_MESSAGE = "A published photo needs a credit: in the story, or in the photo itself."


DESCRIPTION_REQUIRED_MESSAGE = (
    "Describe the photo for readers who cannot see it: edit the photo, and fill in its description."
)


class CreditedPhoto(NamedTuple):
    """A photo as a story shows it, with the credit that readers see."""

    photo: Photo
    credit: str


def values_by_type(children: Iterable[StreamValue.StreamChild]) -> dict[str, list[Any]]:
    """Return the values of blocks by their types; an empty list for any other."""
    found = defaultdict(list)
    for child in children:
        found[child.block_type].append(child.value)
    return found


class ArticleBlock(blocks.StructBlock):
    """A block whose template takes its fields as flat arguments.

    `warning_field` is the field that gets a warning as an error where the newsroom lets warnings
    of blocks keep a story from being published; empty for the block as a whole.
    """

    warning_field = ""

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Check the fields, and remove unfit characters."""
        value = super().clean(value)
        for name, field in value.items():
            if isinstance(field, str):
                value[name] = without_unfit_characters(field)
        return value

    def get_searchable_content(self, value: blocks.StructValue) -> list[str]:
        """Collect the texts; for an empty field Wagtail would add “None”."""
        return [
            text
            for name, block in self.child_blocks.items()
            if value.get(name) is not None
            for text in block.get_searchable_content(value[name])
            if text
        ]

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Add the fields to the context: `text`, not `value.text`."""
        return {**super().get_context(value, parent_context), **value}

    def get_preview_context(
        self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Add the fields to the context of a preview template too."""
        return {**super().get_preview_context(value, parent_context), **value}

    def warnings(self, value: blocks.StructValue) -> Iterator[str]:
        """Yield the warnings shown before the story is published."""
        yield from ()

    def has_content(self, value: blocks.StructValue) -> bool:
        """Return whether readers would read or see anything of the block."""
        return any(map(is_legible, self.get_searchable_content(value)))

    def warning_error(self, value: blocks.StructValue) -> ValidationError | None:
        """Return the block's warnings as an error at `warning_field`, or None."""
        if not (messages := list(self.warnings(value))):
            return None
        error = ValidationError(messages)
        return (
            StructBlockValidationError({self.warning_field: error}) if self.warning_field else error
        )

    def fetch_for_readers(self, values: Sequence[Any]) -> None:
        """Fetch the data for rendering, for all values of this type in a story at once.

        Called before any of them is rendered, so that a story's query count does not grow with
        its blocks.
        """


class PhotosBlock(ArticleBlock):
    """A block that shows photos.

    `photo_shape` is the shape of `photos.renditions` in which readers get them,
    `photo_field` has the photo, and `credit_field` gets the error of a missing credit.
    """

    photo_shape: str
    photo_field = "photo"
    credit_field = "credit"

    def credited_photos(self, value: blocks.StructValue) -> list[CreditedPhoto]:
        """Return the photos that readers see, with their credits."""
        raise NotImplementedError

    def has_content(self, value: blocks.StructValue) -> bool:
        """Return whether a photo was chosen."""
        return bool(self.credited_photos(value))

    def credit_error(self, value: blocks.StructValue) -> StructBlockValidationError | None:
        """Return the error at the field where a credit is missing, or None."""
        if all(credit for _photo, credit in self.credited_photos(value)):
            return None
        return StructBlockValidationError(
            {self.credit_field: ValidationError(CREDIT_REQUIRED_MESSAGE)}
        )

    def description_error(self, value: blocks.StructValue) -> StructBlockValidationError | None:
        """Return the error at the photo that has no description, or None."""
        if all(photo.description for photo, _credit in self.credited_photos(value)):
            return None
        return StructBlockValidationError(
            {self.photo_field: ValidationError(DESCRIPTION_REQUIRED_MESSAGE)}
        )
