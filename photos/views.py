"""The list of photos in the admin, and what it can be narrowed to."""

import django_filters
from django.db.models import Q, QuerySet
from django.forms import CheckboxSelectMultiple
from wagtail.images.views.images import ImagesFilterSet, IndexView

from photos.models import Photo


class PhotoFilterSet(ImagesFilterSet):
    """Wagtail's filters, and those of a photo editor."""

    credit = django_filters.CharFilter(label="Credit contains", method="containing")
    licence = django_filters.CharFilter(label="Licence contains", method="containing")
    missing = django_filters.MultipleChoiceFilter(
        label="Missing",
        choices=[(name, name.capitalize()) for name in ("credit", "description", "licence")],
        widget=CheckboxSelectMultiple,
        method="without",
    )

    def containing(self, photos: QuerySet, name: str, text: str) -> QuerySet:
        """Keep photos that have a text in a field."""
        return among(photos, Q(**{f"{name}__icontains": text}))

    def without(self, photos: QuerySet, name: str, missing: list[str]) -> QuerySet:
        """Keep photos in which each of the fields is empty."""
        return among(photos, Q(**dict.fromkeys(missing, "")))


def among(photos: QuerySet, condition: Q) -> QuerySet:
    """Keep photos that meet a condition, in a way that can also be searched.

    Searching takes conditions on a few fields only; a photo's number is one of them.
    """
    return photos.filter(pk__in=Photo.objects.filter(condition).values("pk"))


class PhotoIndexView(IndexView):
    """Wagtail's list of images with the filters of a photo editor."""

    filterset_class = PhotoFilterSet
