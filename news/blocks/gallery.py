"""Galleries."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock

from news.blocks.base import CreditedPhoto, PhotosBlock
from news.blocks.photo import PhotoBlock


class GalleryPhotoBlock(PhotoBlock):
    """A photo in a gallery, where it is required."""

    photo = ImageChooserBlock()


class GalleryBlock(PhotosBlock):
    """Photos side by side, each with caption and credit."""

    photo_shape = "gallery"

    title = blocks.CharBlock(required=False, max_length=120)
    photos = blocks.ListBlock(GalleryPhotoBlock(), min_num=2, max_num=60, default=[{}, {}])

    class Meta:
        icon = "copy"
        group = "Pictures"
        template = "blocks/gallery.html"
        label_format = "{title}"
        description = "Pictures to leaf through, by swipe, mouse or keyboard."
        preview_template = "blocks/preview_gallery.html"
        preview_value = {
            "title": "A morning at the harbour",
            "photos": [
                {"photo": None, "caption": "The nets are mended.", "credit": "Mara Lind"},
                {"photo": None, "caption": "The first boat leaves.", "credit": "Jo Reed"},
            ],
        }

    def credited_photos(self, value: blocks.StructValue) -> list[CreditedPhoto]:
        """Return the photos in their order."""
        item = self.child_blocks["photos"].child_block
        return [shown for photo in value["photos"] for shown in item.credited_photos(photo)]

    def credit_error(self, value: blocks.StructValue) -> StructBlockValidationError | None:
        """Return the errors at the photos whose credit is missing."""
        return self.errors_of_photos(value, self.child_blocks["photos"].child_block.credit_error)

    def description_error(self, value: blocks.StructValue) -> StructBlockValidationError | None:
        """Return the errors at the photos without a description."""
        item = self.child_blocks["photos"].child_block
        return self.errors_of_photos(value, item.description_error)

    def errors_of_photos(
        self, value: blocks.StructValue, error_of: Callable[..., ValidationError | None]
    ) -> StructBlockValidationError | None:
        """Return the errors of single photos at their places, or None."""
        errors = {i: e for i, photo in enumerate(value["photos"]) if (e := error_of(photo))}
        if not errors:
            return None
        return StructBlockValidationError({"photos": ListBlockValidationError(block_errors=errors)})

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Add each photo with its own texts, or those of the photo itself."""
        item = self.child_blocks["photos"].child_block
        photos = [item.get_context(photo) for photo in value["photos"] if photo["photo"]]
        return {**super().get_context(value, parent_context), "photos": photos}
