"""What a photo editor does to many photos at once."""

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

# What may be the same of many photos. A description never is.
DETAIL_FIELDS = ("credit", "caption", "licence")


class FilteredListing:
    """An action for which “all in this listing” are those that the listing's filters leave.

    Wagtail's own actions look at the search and the collection only, and would delete photos
    that the list does not show.
    """

    request: Any

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> list[int]:
        """Return the numbers of the photos that the listing shows on all its pages."""
        view = PhotoIndexView()
        view.setup(self.request)
        return [photo.pk for photo in view.get_queryset()]


class DetailsForm(forms.Form):
    """What to write into many photos."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(fields_for_model(Photo, DETAIL_FIELDS))

    def clean(self) -> dict[str, str]:
        """Keep what was filled in."""
        texts = {
            name: without_unfit_characters(self.cleaned_data.get(name, "")).strip()
            for name in DETAIL_FIELDS
        }
        filled = {name: text for name, text in texts.items() if text}
        if not filled and not self.errors:
            raise ValidationError("Fill in at least one field.")
        return filled


class EditDetailsBulkAction(FilteredListing, ImageBulkAction):
    """Write the same credit, caption or licence into many photos."""

    display_name = "Edit details"
    action_type = "edit_details"
    aria_label = "Edit the details of the selected images"
    template_name = "photos/edit_details.html"
    action_priority = 10
    form_class = DetailsForm

    def check_perm(self, photo: Photo) -> bool:
        """Ask for each photo."""
        return self.permission_policy.user_has_permission_for_instance(
            self.request.user, "change", photo
        )

    def get_execution_context(self) -> dict[str, Any]:
        """Pass on what to write, and who writes it."""
        return {"details": self.cleaned_form.cleaned_data, "user": self.request.user}

    @classmethod
    def execute_action(
        cls, photos: list[Photo], *, details: dict[str, str], user: Any, **kwargs: Any
    ) -> tuple[int, int]:
        """Save each photo by itself, so that it is checked, indexed and logged."""
        others = [field.name for field in Photo._meta.fields if field.name not in details]
        for photo in photos:
            for name, text in details.items():
                setattr(photo, name, text)
            photo.full_clean(exclude=others)
            photo.save(update_fields=list(details))
            log(instance=photo, action="wagtail.edit", user=user, content_changed=True)
        return len(photos), 0

    def get_success_message(self, photos: int, _children: int) -> str:
        """Say how many were changed."""
        return f"The details of {photos} {'photo has' if photos == 1 else 'photos have'} changed."


class FilteredAddTagsBulkAction(FilteredListing, AddTagsBulkAction):
    """Tag what the listing shows."""


class FilteredAddToCollectionBulkAction(FilteredListing, AddToCollectionBulkAction):
    """Put what the listing shows into a collection."""


class FilteredDeleteBulkAction(FilteredListing, DeleteBulkAction):
    """Delete what the listing shows."""


BULK_ACTIONS = [
    EditDetailsBulkAction,
    FilteredAddTagsBulkAction,
    FilteredAddToCollectionBulkAction,
    FilteredDeleteBulkAction,
]
