"""How templates show photos."""

from functools import lru_cache
from html import escape
from urllib.parse import urljoin

from django import template
from django.core.files.storage import FileSystemStorage
from django.utils.encoding import filepath_to_uri
from django.utils.safestring import SafeString, mark_safe

from photos.models import Photo, PhotoRendition
from photos.pictures import FALLBACK, SHAPES, files_for

register = template.Library()


@register.simple_tag
def picture(photo: Photo, shape: str, alt: str | None = None, *, eager: bool = False) -> SafeString:
    """Show a photo in one of the shapes of `photos.pictures`.

    `alt` is the photo's description unless given; give "" where the picture repeats what
    stands beside it. `eager` is for the one picture a page opens with.
    """
    # A photo smaller than a width comes out the same for every larger one: once is enough.
    candidates = {
        name: list({file.width: file for file in files}.values())
        for name, files in files_for(photo, shape).items()
    }
    if not (fallback := candidates.pop(FALLBACK, None)):
        return SafeString()  # a photo whose file is missing shows nothing
    sizes = SHAPES[shape].sizes
    sources = (
        f'<source type="image/{name}" sizes="{sizes}" srcset="{srcset(files)}">'
        for name, files in candidates.items()
    )
    # Not a template, which took longest of all that is on a front page.
    img = (
        f'<img src="{url_of(fallback[-1])}" srcset="{srcset(fallback)}" sizes="{sizes}"'
        f' width="{fallback[-1].width}" height="{fallback[-1].height}"'
        f' alt="{escape(photo.description if alt is None else alt)}"'
        f' {'fetchpriority="high"' if eager else 'loading="lazy"'} decoding="async">'
    )
    # Safe: what somebody has typed is escaped.
    return mark_safe(f"<picture>{''.join(sources)}{img}</picture>")  # noqa: S308


def srcset(files: list[PhotoRendition]) -> str:
    """Return the attribute from which a browser chooses one of the files."""
    return ", ".join(f"{url_of(file)} {file.width}w" for file in files)


def url_of(file: PhotoRendition) -> str:
    """Return the address of a file, escaped; of files on a disk Django makes it from the name."""
    storage = file.file.storage
    if isinstance(storage, FileSystemStorage):
        return url_on_disk(storage.base_url, file.file.name)
    return escape(file.url)


@lru_cache(maxsize=10_000)
def url_on_disk(base: str, name: str) -> str:
    """Return the address of a file under another."""
    return escape(urljoin(base, filepath_to_uri(name).lstrip("/")))


@register.simple_tag
def social_picture(photo: Photo | None) -> PhotoRendition | None:
    """Return the file of a photo that social cards show, or None where there is none."""
    if photo is None or not files_for(photo, "lead"):
        return None
    return photo.files[SHAPES["lead"].spec(1200, FALLBACK)]
