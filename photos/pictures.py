"""The sizes and formats in which readers get photos."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects
from wagtail.images.models import SourceImageIOError

from photos.models import Photo, PhotoRendition

logger = logging.getLogger(__name__)

# Best compression first: a browser takes the first it knows. The last works everywhere.
FORMATS = ("webp", "jpeg")


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

    def specs(self) -> list[str]:
        """Return the filters of every width in every format."""
        return [self.spec(w, file_format) for file_format in FORMATS for w in self.widths]


SHAPES = {
    # Across the story's whole column.
    "lead": Shape(
        (640, 1200, 1600), "(min-width: 78rem) 50rem, (min-width: 64rem) 66vw, 100vw", (3, 2)
    ),
    # Inside the text, in the picture's own shape.
    "body": Shape((480, 800, 1200), "(min-width: 48rem) 46rem, 100vw"),
    # The first story of a front page.
    "splash": Shape((640, 1200), "(min-width: 64rem) 49rem, 100vw", (3, 2)),
    # A story in a list.
    "card": Shape((320, 640), "(min-width: 64rem) 20rem, (min-width: 40rem) 45vw, 100vw", (3, 2)),
    # Beside a headline in a narrow list.
    "thumbnail": Shape((160, 320), "5.5rem", (1, 1)),
}


def prefetch_renditions(lookup: str, *shapes: str) -> Prefetch:
    """Return the prefetch of the files that the shapes need, for a photo's `renditions`."""
    specs = [spec for shape in shapes for spec in SHAPES[shape].specs()]
    return Prefetch(lookup, PhotoRendition.objects.filter(filter_spec__in=specs))


def fetch_renditions(photos: Iterable[Photo | None], *shapes: str) -> None:
    """Fetch the files of many photos in one query; those that have theirs are left alone."""
    found = [photo for photo in photos if photo is not None]
    prefetch_related_objects(found, prefetch_renditions("renditions", *shapes))


def make_renditions(photo: Photo, *shapes: str) -> None:
    """Make the files of a photo that are not there yet; none where its own file is missing."""
    try:
        photo.get_renditions(*(spec for shape in shapes for spec in SHAPES[shape].specs()))
    except SourceImageIOError:
        logger.exception("The file of photo %s is missing", photo.pk)
