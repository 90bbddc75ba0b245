"""Views of photos in the admin: the list with its filters, and uploads."""

from dataclasses import asdict
from pathlib import PurePath
from typing import Any, BinaryIO, cast

import django_filters
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.images.views.images import EditView, ImagesFilterSet, IndexView
from wagtail.images.views.multiple import AddView, CreateFromUploadedImageView
from wagtail.permissions import policy_registry

from photos.fields import PhotoFileField
from photos.forms import fitting
from photos.metadata import Metadata, read_metadata
from photos.models import Photo


class PhotoFilterSet(ImagesFilterSet):
    """Wagtail's filters, and those by credit, licence and missing fields."""

    credit = django_filters.CharFilter(label="Credit contains", method="containing")
    licence = django_filters.CharFilter(label="Licence contains", method="containing")
    missing = django_filters.MultipleChoiceFilter(
        label="Missing",
        choices=[(name, name.capitalize()) for name in ("credit", "description", "licence")],
        widget=CheckboxSelectMultiple,
        method="without",
    )

    def containing(self, photos: QuerySet, name: str, text: str) -> QuerySet:
        """Filter by a text in a field."""
        return among(photos, Q(**{f"{name}__icontains": text}))

    def without(self, photos: QuerySet, name: str, missing: list[str]) -> QuerySet:
        """Filter to photos in which each of the fields is empty."""
        return among(photos, Q(**dict.fromkeys(missing, "")))


def among(photos: QuerySet, condition: Q) -> QuerySet:
    """Filter by a condition, so that the result can also be searched.

    Wagtail's search takes conditions on indexed fields only; the id is one of them.
    """
    return photos.filter(pk__in=Photo.objects.filter(condition).values("pk"))


class PhotoIndexView(IndexView):
    """Wagtail's list of images with these filters."""

    filterset_class = PhotoFilterSet


class EditPhotoView(EditView):
    """Wagtail's form of a photo, which is shown again where its file was replaced."""

    @property
    def is_replaced(self) -> bool:
        """Whether the form brought another file."""
        return "file" in self.form.changed_data

    def get_success_message(self) -> str:
        """Say what to check after the file was replaced."""
        if not self.is_replaced:
            message: str = super().get_success_message()
            return message
        return _(
            "The file of “%s” was replaced wherever the photo is used. Credit, description and "
            "caption are those of the old one: check that they fit."
        ) % (self.object.title)

    def get_success_url(self) -> str:
        """Return the URL of the form after the file was replaced."""
        url: str = self.get_edit_url() if self.is_replaced else super().get_success_url()
        return url


class AddPhotosView(AddView):
    """Wagtail's view of many uploads, which takes files of any name."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Let the server judge the files, by their content."""
        return {**super().get_context_data(**kwargs), "allowed_extensions": ["[^.]+"]}


class CreateFromUploadView(CreateFromUploadedImageView):
    """Makes a photo of an upload that waited for its fields to be corrected."""

    def save_object(self, form: Any) -> None:
        """Store the file as the form of a photo does."""
        with self.upload.file.open() as waiting:
            upload = SimpleUploadedFile(PurePath(waiting.name).name, waiting.read())
        file = PhotoFileField().to_python(upload)
        self.object.file.save(file.name, file, save=False)
        self.object.uploaded_by_user = self.request.user
        self.object._set_image_file_metadata()  # noqa: SLF001
        form.save()
        self.object.file.close()


@require_POST
def tell_metadata(request: HttpRequest) -> JsonResponse:
    """Return what the beginning of a picture's file says of it; nothing of what is no picture."""
    if not policy_registry.get_by_type(Photo).user_has_permission(request.user, "add"):
        raise PermissionDenied
    upload = request.FILES.get("file")
    said = read_metadata(cast("BinaryIO", upload)) if upload else Metadata()
    return JsonResponse({name: fitting(name, text) for name, text in asdict(said).items()})
