"""How templates show photos."""

from typing import Any

from django import template

from photos.models import Photo, PhotoRendition
from photos.pictures import FALLBACK, SHAPES, files_for

register = template.Library()


@register.inclusion_tag("components/picture.html")
def picture(
    photo: Photo, shape: str, alt: str | None = None, *, eager: bool = False
) -> dict[str, Any]:
    """Show a photo in one of the shapes of `photos.pictures`.

    `alt` is the photo's description unless given; give "" where the picture repeats what
    stands beside it. `eager` is for the one picture a page opens with.
    """
    # A photo smaller than a width comes out the same for every larger one: once is enough.
    candidates = {
        name: list({file.width: file for file in files}.values())
        for name, files in files_for(photo, shape).items()
    }
    fallback = candidates.pop(FALLBACK, None)
    return {
        "sources": [(f"image/{name}", files) for name, files in candidates.items()],
        "fallback": fallback,
        "sizes": SHAPES[shape].sizes,
        "alt": photo.description if alt is None else alt,
        "eager": eager,
    }


@register.simple_tag
def social_picture(photo: Photo | None) -> PhotoRendition | None:
    """Return the file of a photo that social cards show, or None where there is none."""
    if photo is None or not files_for(photo, "lead"):
        return None
    return photo.files[SHAPES["lead"].spec(1200, FALLBACK)]
