"""The list of photos in the admin, with its filters."""

import django_filters
from django.db.models import Q, QuerySet
from django.forms import CheckboxSelectMultiple
from wagtail.images.views.images import ImagesFilterSet, IndexView

from photos.models import Photo


class PhotoFilterSet(ImagesFilterSet):
    """Wagtail's filters, and those by credit, licence and missing fields."""

    credit = django_filters.CharFilter(label="Credit contains", method="containing")
    licence = django_filters.CharFilter(label="Licence contains", method="containing")
    missing = django_filters.MultipleChoiceFilter(
        label="Missing",
        choices=[(name, name.capitalize()) for name in ("credit", "description", "licence")],
        widget=CheckboxSelectMultiple,
        method="without",
    )

    def containing(self, photos: QuerySet, name: str, text: str) -> QuerySet:
        """Filter by a text in a field."""
        return among(photos, Q(**{f"{name}__icontains": text}))

    def without(self, photos: QuerySet, name: str, missing: list[str]) -> QuerySet:
        """Filter to photos in which each of the fields is empty."""
        return among(photos, Q(**dict.fromkeys(missing, "")))


def among(photos: QuerySet, condition: Q) -> QuerySet:
    """Filter by a condition, so that the result can also be searched.

    Wagtail's search takes conditions on indexed fields only; the id is one of them.
    """
    return photos.filter(pk__in=Photo.objects.filter(condition).values("pk"))


class PhotoIndexView(IndexView):
    """Wagtail's list of images with these filters."""

    filterset_class = PhotoFilterSet
