"""Validation of photo credits, which published stories need by default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError, StreamValue

from news.blocks.base import CREDIT_REQUIRED_MESSAGE, PhotosBlock

if TYPE_CHECKING:
    from photos.models import Photo

Errors = dict[str, ValidationError]


def credit_errors(lead_photo: Photo | None, lead_credit: str, body: StreamValue | None) -> Errors:
    """Return the errors at the fields of a story where the credit of a photo is missing."""
    errors: Errors = {}
    if lead_photo and not (lead_credit or lead_photo.credit):
        errors["lead_credit"] = ValidationError(CREDIT_REQUIRED_MESSAGE)
    shown = body.stream_block.credited_photos(body) if body else ()
    in_body = {
        position: error_at(body, position)
        for position, photos in shown
        if not all(credit for _photo, credit in photos)
    }
    if in_body:
        errors["body"] = StreamBlockValidationError(block_errors=in_body)
    return errors


def error_at(body: Any, position: int) -> ValidationError:
    """Return the error of a block that lacks a credit, at its field where that is known."""
    child = body[position]
    error = child.block.credit_error(child.value) if isinstance(child.block, PhotosBlock) else None
    return error or ValidationError(CREDIT_REQUIRED_MESSAGE)
