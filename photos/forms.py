"""The form in which photos are uploaded and described."""

from functools import partial
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext_lazy
from wagtail.images.forms import BaseImageForm

from accounts.permissions import UsedItemForm
from byline.files import delete_when_committed
from byline.widgets import NamedTagWidget
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

REPLACING_HELP = gettext_lazy(
    "A new file takes the place of this one in every story that uses it. Credit, description and "
    "caption stay: check that they fit."
)
# By how much of its width a picture may be cut and count as the same.
SAME_PROPORTIONS = 0.01
FOCAL_POINT_FIELDS = {"focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"}


class PhotoForm(UsedItemForm, BaseImageForm):
    """The form of a photo: fills empty fields from its file, and protects those in use."""

    original_file: FieldFile | None

    class Meta(BaseImageForm.Meta):
        widgets: ClassVar = {**BaseImageForm.Meta.widgets, "tags": NamedTagWidget}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Wagtail leaves no way to choose the field's class.
        if file := self.fields.get("file"):
            field = PhotoFileField(label=file.label, widget=file.widget)
            if self.instance.pk:
                field.help_text = f"{REPLACING_HELP} {field.help_text}"
            self.fields["file"] = field
        self.original_size = (self.instance.width, self.instance.height)

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
        replaced = None
        if photo.pk is None or "file" in self.changed_data:
            with photo.open_file() as file:
                fill_in(photo, read_metadata(file))
        outdated = self.outdated_specs()
        if photo.pk and "file" in self.changed_data:
            fit_focal_point(photo, self.original_size)
            # Wagtail would delete the file now, and the photo has none if this is rolled back.
            replaced, self.original_file = self.original_file, None
        super().save(commit=commit)
        if commit and replaced:
            photo.renditions.all().delete()
            delete_when_committed(Photo, replaced)
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


def fit_focal_point(photo: Photo, old_size: tuple[int, int]) -> None:
    """Move the focal point to where it is in a new file: the same picture in another size.

    In another picture, told by its proportions, it would be anywhere: it is cleared.
    """
    (old_width, old_height), (width, height) = old_size, (photo.width, photo.height)
    if not photo.has_focal_point() or old_size == (width, height):
        return
    is_same = abs(width * old_height - height * old_width) <= SAME_PROPORTIONS * width * old_height
    for name in FOCAL_POINT_FIELDS:
        value = getattr(photo, name)
        fitted = None if value is None else round(value * width / old_width)
        setattr(photo, name, fitted if is_same else None)


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
