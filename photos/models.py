"""The image model."""

from pathlib import PurePath
from secrets import token_hex
from typing import Any

from django.core.files import File
from django.db import models
from django.utils.functional import cached_property
from wagtail.images.models import AbstractImage, AbstractRendition, Filter
from wagtail.search import index

from byline.pagecache.models import CacheTagged
from byline.text import CleanTextModel
from photos.cleaning import CleanFilter

FILE_NAME_SECRET_BYTES = 8


class Photo(CacheTagged, CleanTextModel, AbstractImage):
    """A picture with its credit, caption and licence.

    `description` (Wagtail's) is the alternative text.
    """

    cache_tag_prefix = "photo"

    credit = models.CharField(
        max_length=255,
        blank=True,
        help_text="Who made it, as readers see it: “Mara Lind / Courier”.",
    )
    caption = models.TextField(
        blank=True,
        max_length=500,
        help_text="Used where a story gives no caption of its own.",
    )
    licence = models.CharField(
        max_length=255,
        blank=True,
        help_text="What we may do with it: “All rights ours”, “CC BY 4.0”, “Agency, one use”.",
    )

    admin_form_fields = (
        "title",
        "file",
        "credit",
        "description",
        "caption",
        "licence",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )
    search_fields = [
        *AbstractImage.search_fields,
        index.SearchField("credit"),
        index.AutocompleteField("credit"),  # searched by the admin's list
        index.SearchField("caption"),
        index.FilterField("licence"),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = "photo"
        verbose_name_plural = "photos"

    @cached_property
    def files(self) -> dict[str, "PhotoRendition | None"]:
        """The files that `photos.renditions` looked up, by filter; None for one not made yet."""
        return {}

    def generate_rendition_file(self, filter: Filter, **kwargs: Any) -> File:  # noqa: A002
        """Make the file without the original's metadata."""
        return super().generate_rendition_file(CleanFilter(filter.spec), **kwargs)

    def __getstate__(self) -> dict[str, Any]:
        """Leave the files out of caches: a cached file includes its photo."""
        return {key: value for key, value in super().__getstate__().items() if key != "files"}


class PhotoRendition(AbstractRendition):
    """One photo in one size and format."""

    image = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="renditions")

    def get_upload_to(self, filename: str) -> str:
        """Add random characters to the file's name: its URL is all that is needed to get it.

        Otherwise the original's name would lead to the pictures of unpublished stories.
        """
        path = PurePath(super().get_upload_to(filename))
        return str(path.with_stem(f"{path.stem}.{token_hex(FILE_NAME_SECRET_BYTES)}"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"],
                name="unique_photo_rendition",
            )
        ]
