"""Photos."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock

from news.blocks.base import CreditedPhoto, PhotosBlock


class PhotoBlock(PhotosBlock):
    """A photo with its caption and credit.

    Without a picture it waits: an imported story knows a credit before the file is found.
    Editors see it, readers do not.
    """

    photo_shape = "body"

    photo = ImageChooserBlock(required=False)
    caption = blocks.TextBlock(
        required=False, max_length=500, help_text="Left empty, the photo's own caption is used."
    )
    credit = blocks.CharBlock(
        required=False, max_length=255, help_text="Left empty, the photo's own credit is used."
    )

    class Meta:
        icon = "image"
        group = "Pictures"
        template = "blocks/photo.html"
        label_format = "{caption} {credit}"
        description = "A picture with caption and credit."
        preview_template = "blocks/preview_photo.html"
        preview_value = {
            "photo": None,
            "caption": "The night bus waits at the harbour.",
            "credit": "Mara Lind / Courier",
        }

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Refuse an empty block, except in drafts."""
        value = super().clean(value)
        is_empty = not any((value["photo"], value["caption"], value["credit"]))
        if is_empty and not self.is_deferred_validation:
            raise StructBlockValidationError({"photo": ValidationError("Choose a photo.")})
        return value

    def credited_photos(self, value: blocks.StructValue) -> list[CreditedPhoto]:
        """Return the photo, if there is one."""
        photo = value["photo"]
        return [CreditedPhoto(photo, value.get("credit") or photo.credit)] if photo else []

    def get_searchable_content(self, value: blocks.StructValue) -> list[str]:
        """Collect caption and credit; without a photo readers see neither."""
        return [text for text in self.words(value).values() if text] if value["photo"] else []

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Add caption and credit, the photo's own where they are empty."""
        return {**super().get_context(value, parent_context), **self.words(value)}

    def words(self, value: blocks.StructValue) -> dict[str, str]:
        """Return caption and credit: the block's own, or the photo's."""
        photo = value["photo"]
        return {name: value.get(name) or getattr(photo, name, "") for name in ("caption", "credit")}
