"""The form in which photos are uploaded and described."""

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.images.forms import BaseImageForm

from accounts.permissions import UsedItemForm
from photos.fields import PhotoFileField
from photos.metadata import (
    Metadata,
    read_metadata,
    says_only_the_name,
    shortened,
    tidy,
)
from photos.models import Photo
from photos.renditions import reader_specs
from photos.tasks import remake_files

FOCAL_POINT_FIELDS = {"focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"}


class PhotoForm(UsedItemForm, BaseImageForm):
    """The form of a photo: fills empty fields from its file, and protects those in use."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Wagtail leaves no way to choose the field's class.
        if file := self.fields.get("file"):
            self.fields["file"] = PhotoFileField(label=file.label, widget=file.widget)

    def clean_credit(self) -> str:
        """Refuse to clear the credit of a photo in use."""
        credit = self.cleaned_data["credit"]
        is_cleared = self.instance.pk and self.instance.credit and not tidy(credit)
        if is_cleared and (places := self.instance.get_usage().count()):
            where = "one place" if places == 1 else f"{places} places"
            message = (
                f"This photo is used in {where} and needs a credit: change it, or remove the "
                "photo there first."
            )
            raise ValidationError(message, code="credit_in_use")
        return credit

    def save(self, commit: bool = True) -> Photo:  # noqa: FBT001, FBT002 (as Wagtail calls it)
        """Fill empty fields from the file, and queue new renditions."""
        photo: Photo = self.instance
        if photo.pk is None or "file" in self.changed_data:
            with photo.open_file() as file:
                fill_in(photo, read_metadata(file))
        outdated = self.outdated_specs()
        super().save(commit=commit)
        if commit and outdated:
            remake = partial(remake_files.enqueue, photo.pk, outdated)
            transaction.on_commit(remake, robust=True)
        return photo

    def outdated_specs(self) -> list[str]:
        """Return the filters of existing renditions that this edit changes."""
        if self.instance.pk is None or not {"file", *FOCAL_POINT_FIELDS}.intersection(
            self.changed_data
        ):
            return []
        made = self.instance.renditions.values_list("filter_spec", flat=True)
        return sorted(reader_specs().intersection(made))


def fill_in(photo: Photo, said: Metadata) -> None:
    """Fill the empty fields of a photo from the metadata of its file."""
    for field in ("credit", "caption", "description", "licence"):
        if not getattr(photo, field).strip():
            setattr(photo, field, fitting(field, getattr(said, field)))
    if said.title and says_only_the_name(photo.title, photo.filename):
        photo.title = fitting("title", said.title)


def fitting(field: str, text: str) -> str:
    """Shorten a text to the length of the photo's field."""
    longest: int = getattr(Photo._meta.get_field(field), "max_length")  # noqa: B009
    return shortened(text, longest)
