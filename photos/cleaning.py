"""Removal of metadata from renditions, and conversion to sRGB."""

import logging
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms
from wagtail.images.models import Filter
from willow.plugins.pillow import PillowImage

logger = logging.getLogger(__name__)


class CleanFilter(Filter):
    """A filter whose files have no metadata, in sRGB."""

    @property
    def filter_operations(self) -> list[Any]:
        """Wagtail's operations, then the cleaning: the picture is small by then."""
        return [*super().filter_operations, Cleaning()]


class Cleaning:
    """An operation of Wagtail's filters, without options."""

    def run(self, willow: Any, image: Any, env: dict[str, Any]) -> PillowImage:
        """Return the picture clean."""
        return PillowImage(cleaned(willow.get_pillow_image()))


def cleaned(picture: Image.Image) -> Image.Image:
    """Return a picture in sRGB without metadata.

    Willow copies EXIF to JPEG and PNG files, with the place where a photo was taken.
    """
    clean = in_srgb(picture)
    clean.info = {}
    return clean


def in_srgb(picture: Image.Image) -> Image.Image:
    """Convert a picture to sRGB, which browsers assume where no profile is given."""
    if picture.mode.startswith("I"):  # 16 bits of grey, which Pillow would cut, not scale
        picture = picture.convert("I").point(lambda grey: grey / 256).convert("L")
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    if profile := picture.info.get("icc_profile"):
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(picture, source, target, outputMode=mode) or picture
        except (ImageCms.PyCMSError, OSError, ValueError) as error:
            logger.info("A colour profile that cannot be used is left out: %r", error)
    return picture.convert(mode)
