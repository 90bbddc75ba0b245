"""Addresses made from names."""

from itertools import count

from django.db.models import Model
from django.utils.text import slugify
from wagtail.coreutils import cautious_slugify


def unique_slug(model: type[Model], name: str) -> str:
    """Return a slug for the name that no row of the model has yet.

    A name in a script that has no ASCII form gets its code points, so it is never empty.
    """
    field = model._meta.get_field("slug")
    base = (slugify(name) or cautious_slugify(name) or "unnamed")[: field.max_length - 6]
    taken = set(model.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    candidates = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(slug for slug in candidates if slug not in taken)
