"""Uploads of photos, by the form of the admin."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from ninja import Schema
from pydantic import Field
from wagtail.images.forms import get_image_form
from wagtail.log_actions import log
from wagtail.permissions import policy_registry
from wagtail.utils.forms import FormValidationError

from accounts.models import User
from api.parameters import Id
from api.problems import invalid
from byline.text import without_unfit_characters
from photos.models import Photo


class PhotoFields(Schema):
    """What is said of a photo; what is left out is taken from the file."""

    title: str = Field(
        "", max_length=255, description="For the newsroom; the file's name if empty."
    )
    credit: str = ""
    caption: str = ""
    description: str = Field("", description="The alternative text.")
    licence: str = ""
    collection: Id | None = None


def may_add_photos(user: User) -> bool:
    """Return whether the user may upload photos."""
    return bool(policy_registry.get_by_type(Photo).user_has_permission(user, "add"))


def add_photo(user: User, fields: PhotoFields, file: UploadedFile) -> Photo:
    """Add a photo. Raises PermissionDenied, or ValidationError."""
    if not may_add_photos(user):
        raise PermissionDenied
    policy = policy_registry.get_by_type(Photo)
    allowed = [
        *policy.collections_user_has_permission_for(user, "add").values_list("pk", flat=True)
    ]
    if fields.collection and fields.collection not in allowed:
        raise invalid("collection", "There is no such collection, or not for you.", where="body")
    sent = fields.dict(exclude={"collection"})
    data = {name: without_unfit_characters(text) for name, text in sent.items()}
    data["title"] = data["title"].strip() or file.name or ""
    data["collection"] = str(fields.collection or next(iter(allowed), ""))
    data["tags"] = ""
    form = get_image_form(Photo)(
        data,
        MultiValueDict({"file": [file]}),
        instance=Photo(uploaded_by_user=user),
        user=user,
    )
    if not form.is_valid():
        raise FormValidationError.from_form(form)
    photo: Photo = form.save()
    log(instance=photo, action="wagtail.create", user=user, content_changed=True)
    return photo


def shown_upload(photo: Photo) -> dict[str, Any]:
    """Return a photo that was uploaded."""
    names = ("title", "credit", "caption", "description", "licence", "width", "height")
    return {"id": photo.pk, **{name: getattr(photo, name) for name in names}}
