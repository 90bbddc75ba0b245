"""How templates show photos."""

import logging
from typing import Any

from django import template
from wagtail.images.models import SourceImageIOError

from photos.models import Photo, PhotoRendition
from photos.pictures import FORMATS, SHAPES

register = template.Library()
logger = logging.getLogger(__name__)


@register.inclusion_tag("components/picture.html")
def picture(
    photo: Photo, shape: str, alt: str | None = None, *, eager: bool = False
) -> dict[str, Any]:
    """Show a photo in one of the shapes of `photos.pictures`.

    `alt` is the photo's description unless given; give "" where the picture repeats what
    stands beside it. `eager` is for the one picture a page opens with.
    """
    cut = SHAPES[shape]
    try:
        renditions = photo.get_renditions(*cut.specs())
    except SourceImageIOError:
        logger.exception("The file of photo %s is missing", photo.pk)
        return {}

    def candidates(file_format: str) -> list[Any]:
        # A photo smaller than a width comes out the same for every larger one: once is enough.
        found = {r.width: r for w in cut.widths for r in [renditions[cut.spec(w, file_format)]]}
        return list(found.values())

    *modern, fallback = FORMATS
    return {
        "sources": [(f"image/{name}", candidates(name)) for name in modern],
        "fallback": candidates(fallback),
        "sizes": cut.sizes,
        "alt": photo.description if alt is None else alt,
        "eager": eager,
    }


@register.simple_tag
def social_picture(photo: Photo | None) -> PhotoRendition | None:
    """Return the file of a photo that social cards show, or None without a photo."""
    if photo is None:
        return None
    try:
        return photo.get_rendition(SHAPES["lead"].spec(1200, "jpeg"))
    except SourceImageIOError:
        return None
