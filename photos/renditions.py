"""Renditions of photos for readers: their shapes, sizes and formats."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from wagtail.images.models import Filter

from photos.models import Photo, PhotoRendition

logger = logging.getLogger(__name__)

# Best compression first: a browser takes the first it knows. The last works everywhere.
RENDITION_FORMATS = ("avif", "webp", "jpeg")
FALLBACK_FORMAT = RENDITION_FORMATS[-1]
# The longest side of a picture that an encoder takes and browsers decode. Longer photos than
# the fallback holds are refused when they are uploaded.
MAX_SIDE_PIXELS = {"avif": 32_768, "webp": 16_383, "jpeg": 65_500}

# A photo with the name of the shape in which a page shows it.
type ShapedPhoto = tuple[Photo, str]


@dataclass(frozen=True)
class Shape:
    """How a photo is cut for one place on a page.

    `widths` are in pixels, smallest first; `ratio` is width to height, or None where the
    photo keeps its own; `sizes` is the HTML attribute that says how wide it is shown.
    """

    widths: tuple[int, ...]
    sizes: str
    ratio: tuple[int, int] | None = None

    def spec(self, width: int, file_format: str) -> str:
        """Return the Wagtail filter for one width and format."""
        if self.ratio:
            across, down = self.ratio
            size = f"fill-{width}x{width * down // across}"
        else:
            size = f"width-{width}"
        return f"{size}|format-{file_format}"

    def holds(self, photo: Photo, file_format: str) -> bool:
        """Return whether every file of a photo in this shape fits into a format."""
        # What keeps its own ratio is as tall as the photo at most: files are never enlarged.
        wide = min(self.widths[-1], photo.width)
        tall = 0 if self.ratio else photo.height * wide // max(photo.width, 1)
        return max(wide, tall) <= MAX_SIDE_PIXELS[file_format]

    def specs(self, *formats: str) -> list[str]:
        """Return the filters of every width in the formats, or in all of them."""
        return [
            self.spec(w, file_format)
            for file_format in formats or RENDITION_FORMATS
            for w in self.widths
        ]


# As wide as the story: `--measure` in the stylesheet.
STORY_SIZES = "(min-width: 48rem) 42rem, 100vw"

PHOTO_SHAPES = {
    # Across the story's whole column.
    "lead": Shape((640, 1200, 1600), STORY_SIZES, (3, 2)),
    # Inside the text, in the picture's own shape.
    "body": Shape((480, 800, 1200), STORY_SIZES),
    # One of a series, in the picture's own shape.
    "gallery": Shape((640, 1200, 1600), STORY_SIZES),
    # The first story of a front page.
    "splash": Shape(
        (640, 1200), "(min-width: 72rem) 38rem, (min-width: 48rem) 90vw, 100vw", (3, 2)
    ),
    # A story in a list.
    "card": Shape((320, 640), "(min-width: 64rem) 20rem, (min-width: 40rem) 45vw, 100vw", (3, 2)),
    # Beside a headline in a narrow list.
    "thumbnail": Shape((160, 320), "5.5rem", (1, 1)),
    # An author's portrait.
    "portrait": Shape((120, 240, 480), "(min-width: 48rem) 15rem, 7.5rem", (1, 1)),
}


def reader_specs() -> set[str]:
    """Return the filters of every file that readers may get."""
    return {spec for shape in PHOTO_SHAPES.values() for spec in shape.specs()}


def fetch_renditions(photos: Iterable[Photo | None], *shapes: str) -> None:
    """Look up the files of many photos, each in all of the shapes: see `fetch_shown`."""
    fetch_shown((photo, shape) for photo in photos if photo for shape in shapes)


def fetch_shown(shown: Iterable[ShapedPhoto]) -> None:
    """Look up the files of photos in the shapes they are shown in, and note them in `files`.

    Queries the cache once, then the database once for files the cache lacks. That a file does
    not exist is never cached: the task that makes it may be running.
    """
    wanted: dict[str, list[tuple[Photo, str]]] = defaultdict(list)
    for photo, shape in shown:
        for spec in specs_for(photo, shape):
            if spec not in photo.files:
                wanted[cache_key(photo, spec)].append((photo, spec))
    if not wanted:
        return
    found = PhotoRendition.cache_backend.get_many(wanted)
    if missing := wanted.keys() - found.keys():
        stored = stored_renditions([wanted[key][0] for key in missing])
        PhotoRendition.cache_backend.set_many(stored)
        found |= stored
    # Other threads may show the same photo, and may have made a file in the meantime.
    for key, places in wanted.items():
        for photo, spec in places:
            if key in found:
                set_file(photo, spec, found[key])
            else:
                photo.files.setdefault(spec, None)


def clear_rendition_cache() -> None:
    """Clear the cache of renditions."""
    PhotoRendition.cache_backend.clear()


def set_file(photo: Photo, spec: str, file: PhotoRendition) -> None:
    """Set a file of a photo, and release the copy of the photo that it came with."""
    file.image = photo
    photo.files[spec] = file


@cache
def specs_of(shape: str, *formats: str) -> list[str]:
    """Return the filters of a shape, in the formats or in all of them. Cached."""
    return PHOTO_SHAPES[shape].specs(*formats)


def specs_for(photo: Photo, shape: str) -> list[str]:
    """Return the filters of a shape, in the formats that can hold the photo."""
    return specs_of(shape, *formats_for(photo, shape))


def formats_for(photo: Photo, shape: str) -> tuple[str, ...]:
    """Return the formats in which a photo comes in a shape, best compression first."""
    if max(photo.width, photo.height) <= min(MAX_SIDE_PIXELS.values()):
        return RENDITION_FORMATS
    return tuple(name for name in RENDITION_FORMATS if PHOTO_SHAPES[shape].holds(photo, name))


def stored_renditions(missing: list[tuple[Photo, str]]) -> dict[str, PhotoRendition]:
    """Return those of the photos' files that are in the database, by cache key."""
    keys = {cache_key(photo, spec): (photo.pk, spec) for photo, spec in missing}
    photos = {photo.pk: photo for photo, _spec in missing}
    rows = PhotoRendition.objects.filter(
        image__in=photos, filter_spec__in={spec for _photo, spec in keys.values()}
    )
    by_key = {
        PhotoRendition.construct_cache_key(
            photos[row.image_id], row.focal_point_key, row.filter_spec
        ): row
        for row in rows
    }
    return {key: row for key, row in by_key.items() if key in keys}


def cache_key(photo: Photo, spec: str) -> str:
    """Return the key under which Wagtail caches a file: that of its focal point and content."""
    return PhotoRendition.construct_cache_key(photo, filter_of(spec).get_cache_key(photo), spec)


@cache
def filter_of(spec: str) -> Filter:
    """Return a filter. Cached."""
    return Filter(spec)


def files_for(photo: Photo, shape: str) -> dict[str, list[PhotoRendition]]:
    """Return a photo's files for a page, by format, best compression first.

    A modern format is included only when the background task has made all of its files, and
    not at all where it cannot hold the photo. Those of the fallback are made at once where they
    are missing. Empty where the photo cannot be read.
    """
    formats = formats_for(photo, shape)
    if FALLBACK_FORMAT not in formats:
        return {}
    fetch_shown([(photo, shape)])
    if not all(photo.files[spec] for spec in specs_of(shape, FALLBACK_FORMAT)):
        make_files(photo, specs_of(shape, FALLBACK_FORMAT))
    complete = {}
    for file_format in formats:
        specs = specs_of(shape, file_format)
        files = [file for spec in specs if (file := photo.files[spec])]
        if len(files) == len(specs):
            complete[file_format] = files
    return complete if FALLBACK_FORMAT in complete else {}


def make_renditions(photo: Photo, *shapes: str) -> None:
    """Make the files of a photo that are not there yet, in every format."""
    make_files(photo, [spec for shape in shapes for spec in specs_for(photo, shape)])


def remake_renditions(photo: Photo, specs: Iterable[str]) -> None:
    """Make those of the files again that the photo can have now; its file may be another."""
    possible = {spec for shape in PHOTO_SHAPES for spec in specs_for(photo, shape)}
    make_files(photo, [spec for spec in specs if spec in possible])


def make_files(photo: Photo, specs: Iterable[str]) -> None:
    """Make those of a photo's files that are not there yet; none where it cannot be read."""
    try:
        # Other threads may show the same photo: what opens its file is an instance of its own.
        made = Photo.objects.get(pk=photo.pk).get_renditions(*specs)
        for spec, file in made.items():
            set_file(photo, spec, file)
    except Exception:
        # The file may be missing, or damaged in ways for which Pillow has many errors. The page
        # is served without the picture.
        logger.exception("No files could be made of photo %s", photo.pk)
