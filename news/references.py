"""Which pages show a photo or a document, by Wagtail's reference index.

It indexes published content: references of drafts are missing.
"""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page, ReferenceIndex

from photos.models import Photo


def shown_by(item: models.Model) -> tuple[list[int], bool]:
    """Return the ids of pages that refer to an item, and whether other objects do.

    Authors, topics and settings are public.
    """
    page_type = ContentType.objects.get_for_model(Page).pk
    references = ReferenceIndex.get_references_to(item)
    found = set(references.values_list("base_content_type", "object_id"))
    pages = [int(pk) for kind, pk in found if kind == page_type]
    return pages, len(pages) < len(found)


def photos_on(pages: QuerySet[Page]) -> set[int]:
    """Return the ids of the photos to which pages refer."""
    ids = pages.annotate(key=Cast("pk", models.CharField())).values("key")
    content_types = ContentType.objects.get_for_models(Page, Photo)
    references = ReferenceIndex.objects.filter(
        base_content_type=content_types[Page],
        object_id__in=ids,
        to_content_type=content_types[Photo],
    )
    return {int(pk) for pk in references.values_list("to_object_id", flat=True).distinct()}
