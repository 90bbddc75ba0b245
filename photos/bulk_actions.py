"""Bulk actions on photos."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import fields_for_model
from wagtail.images.views.bulk_actions import (
    AddTagsBulkAction,
    AddToCollectionBulkAction,
    DeleteBulkAction,
)
from wagtail.images.views.bulk_actions.image_bulk_action import ImageBulkAction
from wagtail.log_actions import log

from byline.text import without_unfit_characters
from photos.models import Photo
from photos.views import PhotoIndexView
from recyclebin.bulk_actions import KeepShownMixin

# Fields that photos may share. A description never is the same.
DETAIL_FIELDS = ("credit", "caption", "licence")


class FilteredListing:
    """An action whose “all in this listing” applies the listing's filters.

    Wagtail's own actions apply the search and the collection only, and would delete photos
    that the list does not show.
    """

    request: Any

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> list[int]:
        """Return the ids of the photos on all pages of the listing."""
        view = PhotoIndexView()
        view.setup(self.request)
        return [photo.pk for photo in view.get_queryset()]


class DetailsForm(forms.Form):
    """The values to set."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(fields_for_model(Photo, DETAIL_FIELDS))

    def clean(self) -> dict[str, str]:
        """Return the fields that are filled in. Raises ValidationError if none is."""
        texts = {
            name: without_unfit_characters(self.cleaned_data.get(name, "")).strip()
            for name in DETAIL_FIELDS
        }
        filled = {name: text for name, text in texts.items() if text}
        if not filled and not self.errors:
            raise ValidationError("Fill in at least one field.")
        return filled


class EditDetailsBulkAction(FilteredListing, ImageBulkAction):
    """Set the same credit, caption or licence on many photos."""

    display_name = "Edit details"
    action_type = "edit_details"
    aria_label = "Edit the details of the selected images"
    template_name = "photos/edit_details.html"
    action_priority = 10
    form_class = DetailsForm

    def check_perm(self, photo: Photo) -> bool:
        """Check the permission to change the photo."""
        return self.permission_policy.user_has_permission_for_instance(
            self.request.user, "change", photo
        )

    def get_execution_context(self) -> dict[str, Any]:
        """Return the values to set, and the user."""
        return {"details": self.cleaned_form.cleaned_data, "user": self.request.user}

    @classmethod
    def execute_action(
        cls, photos: list[Photo], *, details: dict[str, str], user: Any, **kwargs: Any
    ) -> tuple[int, int]:
        """Save each photo by itself, so that it is validated, indexed and logged."""
        others = [field.name for field in Photo._meta.fields if field.name not in details]
        for photo in photos:
            for name, text in details.items():
                setattr(photo, name, text)
            photo.full_clean(exclude=others)
            photo.save(update_fields=list(details))
            log(instance=photo, action="wagtail.edit", user=user, content_changed=True)
        return len(photos), 0

    def get_success_message(self, photos: int, _children: int) -> str:
        """Return the message with the number of photos."""
        return f"The details of {photos} {'photo has' if photos == 1 else 'photos have'} changed."


class FilteredAddTagsBulkAction(FilteredListing, AddTagsBulkAction):
    """Add tags to the listed photos."""


class FilteredAddToCollectionBulkAction(FilteredListing, AddToCollectionBulkAction):
    """Add the listed photos to a collection."""


class FilteredDeleteBulkAction(FilteredListing, KeepShownMixin, DeleteBulkAction):
    """Delete those of the listed photos that nothing published shows."""


BULK_ACTIONS = [
    EditDetailsBulkAction,
    FilteredAddTagsBulkAction,
    FilteredAddToCollectionBulkAction,
    FilteredDeleteBulkAction,
]
