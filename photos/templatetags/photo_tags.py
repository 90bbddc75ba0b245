"""Template tags for photos."""

from functools import lru_cache
from urllib.parse import urljoin

from django import template
from django.core.files.storage import FileSystemStorage
from django.utils.encoding import filepath_to_uri
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from photos.credits import names_kind
from photos.models import Photo, PhotoRendition
from photos.renditions import FALLBACK_FORMAT, PHOTO_SHAPES, files_for

register = template.Library()
register.filter(names_kind)

SOURCE = '<source type="image/{}" sizes="{}" srcset="{}">'
IMG = (
    '<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}" {}="{}" decoding="async">'
)


@register.simple_tag
def picture(photo: Photo, shape: str, alt: str | None = None, *, eager: bool = False) -> SafeString:
    """Show a photo in one of the shapes of `photos.renditions`.

    `alt` is the photo's description unless given; give "" where the text beside the picture
    says the same. `eager` is for the first picture of a page.
    """
    # A photo smaller than a width comes out the same for every larger one: once is enough.
    candidates = {
        name: list({file.width: file for file in files}.values())
        for name, files in files_for(photo, shape).items()
    }
    if not (fallback := candidates.pop(FALLBACK_FORMAT, None)):
        return SafeString()  # a photo whose file is missing shows nothing
    sizes = PHOTO_SHAPES[shape].sizes
    sources = ((name, sizes, srcset(files)) for name, files in candidates.items())
    # Not a template, which takes twice as long as these: a front page has thirty pictures.
    img = format_html(
        IMG,
        url_of(fallback[-1]),
        srcset(fallback),
        sizes,
        fallback[-1].width,
        fallback[-1].height,
        photo.description if alt is None else alt,
        *(("fetchpriority", "high") if eager else ("loading", "lazy")),
    )
    return format_html("<picture>{}{}</picture>", format_html_join("", SOURCE, sources), img)


def srcset(files: list[PhotoRendition]) -> str:
    """Return the value of the attribute from which a browser chooses one of the files."""
    return ", ".join(f"{url_of(file)} {file.width}w" for file in files)


def url_of(file: PhotoRendition) -> str:
    """Return the address of a file; of files on a disk Django makes it from the name."""
    storage = file.file.storage
    if isinstance(storage, FileSystemStorage):
        return url_on_disk(storage.base_url, file.file.name)
    return file.url


@lru_cache(maxsize=10_000)
def url_on_disk(base: str, name: str) -> str:
    """Return the address of a file under another."""
    return urljoin(base, filepath_to_uri(name).lstrip("/"))


@register.simple_tag
def social_picture(photo: Photo | None) -> PhotoRendition | None:
    """Return the file of a photo that social cards show, or None where there is none."""
    return fallback_file(photo, "lead", 1200)


@register.simple_tag
def portrait_picture(photo: Photo | None) -> PhotoRendition | None:
    """Return the file of a portrait that social cards show, or None where there is none."""
    return fallback_file(photo, "portrait", PHOTO_SHAPES["portrait"].widths[-1])


def fallback_file(photo: Photo | None, shape: str, width: int) -> PhotoRendition | None:
    """Return the file of a photo in a shape and a width that every program can read."""
    if photo is None or not files_for(photo, shape):
        return None
    return photo.files[PHOTO_SHAPES[shape].spec(width, FALLBACK_FORMAT)]
