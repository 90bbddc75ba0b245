"""The newsroom's logo."""

import logging

from photos.models import Photo, PhotoRendition

logger = logging.getLogger(__name__)


def logo_file(photo: Photo | None) -> PhotoRendition | None:
    """Return the file of the newsroom's logo, or None where there is none to show."""
    try:
        return photo and photo.get_rendition("max-720x128|format-webp-lossless")
    except Exception:  # missing, or damaged in ways for which Pillow has many errors
        logger.exception("The logo %s cannot be shown", photo and photo.pk)
        return None
