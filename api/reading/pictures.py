"""Photos as the API shows them."""

from typing import Any

from byline.sites import absolute_url
from photos.models import Photo
from photos.renditions import files_for
from photos.templatetags.photo_tags import url_of


def shown_photo(
    photo: Photo | None, shape: str, *, credit: str = "", caption: str = ""
) -> dict[str, Any] | None:
    """Return a photo with its files in a shape, and the texts that are shown beside it."""
    if photo is None:
        return None
    return {
        "id": photo.pk,
        "credit": credit or photo.credit,
        "caption": caption or photo.caption,
        "description": photo.description,
        "renditions": [
            {
                "shape": shape,
                "type": f"image/{name}",
                "url": absolute_url(url_of(file)),
                "width": file.width,
                "height": file.height,
            }
            for name, files in files_for(photo, shape).items()
            for file in {file.width: file for file in files}.values()
        ],
    }
