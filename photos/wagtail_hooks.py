"""Hooks into the Wagtail admin."""

from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from accounts.permissions import UsedItemPolicy
from photos.bulk_actions import BULK_ACTIONS
from photos.models import Photo
from photos.views import (
    AddPhotosView,
    CreateFromUploadView,
    EditPhotoView,
    PhotoIndexView,
    tell_metadata,
)

# Wagtail registers its own when its app is ready, for the class and those below it.
register_permission_policy(
    Photo,
    UsedItemPolicy(Photo, "wagtailimages.Image", "uploaded_by_user"),
    exact_class=True,
)

# After Wagtail's own, which they replace.
for action in BULK_ACTIONS:
    hooks.register("register_bulk_action", action, order=10)


@hooks.register("register_admin_urls", order=-10)
def register_views() -> list[URLPattern]:
    """Add our views of photos before Wagtail's, at their URLs."""
    waiting = CreateFromUploadView.as_view()
    return [
        path("images/<int:image_id>/", EditPhotoView.as_view()),
        path("images/metadata/", tell_metadata, name="photo_metadata"),
        path("images/multiple/add/", AddPhotosView.as_view()),
        path("images/multiple/create_from_uploaded_image/<int:uploaded_file_id>/", waiting),
        path("images/", PhotoIndexView.as_view()),
        path("images/results/", PhotoIndexView.as_view(results_only=True)),
    ]
