"""What the blocks of an article have in common."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from byline.text import without_unfit_characters
from photos.models import Photo
from photos.pictures import fetch_renditions

NEEDS_CREDIT = "A published photo needs a credit: give it here, or in the photo itself."


class CreditedPhoto(NamedTuple):
    """A photo as a story shows it, with the credit that readers see."""

    photo: Photo
    credit: str


class ArticleBlock(blocks.StructBlock):
    """A block whose template takes its fields as flat arguments."""

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Check the fields, and drop the characters that no text has."""
        value = super().clean(value)
        for name, field in value.items():
            if isinstance(field, str):
                value[name] = without_unfit_characters(field)
        return value

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Lay the fields out flat: templates say `text`, not `value.text`."""
        return {**super().get_context(value, parent_context), **value}

    def fetch_for_readers(self, values: Sequence[Any]) -> None:
        """Fetch what rendering needs, for all values of this type in a story at once.

        Called before any of them is rendered. It keeps a story's query count the same
        however many blocks it has.
        """


class PhotosBlock(ArticleBlock):
    """A block that shows photos.

    `photo_shape` is the shape of `photos.pictures` in which readers get them.
    """

    photo_shape: str

    def credited_photos(self, value: blocks.StructValue) -> list[CreditedPhoto]:
        """Return the photos that readers see, with their credits."""
        raise NotImplementedError

    def credit_error(self, value: blocks.StructValue) -> StructBlockValidationError | None:
        """Return the error at the field where a credit is missing, or None."""
        raise NotImplementedError

    def photos_of(self, value: blocks.StructValue) -> list[Photo]:
        """Return the photos alone."""
        return [photo for photo, _credit in self.credited_photos(value)]

    def fetch_for_readers(self, values: Sequence[blocks.StructValue]) -> None:
        """Look up the files of all photos together."""
        photos = [photo for value in values for photo in self.photos_of(value)]
        fetch_renditions(photos, self.photo_shape)
