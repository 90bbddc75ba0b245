"""Addresses made from names."""

from itertools import count
from typing import Any

from django.db import models
from django.utils.text import slugify
from wagtail.coreutils import cautious_slugify

from byline.text import FitText

MAX_LENGTH = 140


class SlugFromName(FitText):
    """Something with a name and an address of its own."""

    slug = models.SlugField(
        max_length=MAX_LENGTH,
        unique=True,
        blank=True,
        help_text="Made from the name if left empty.",
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Make the slug from the name where none was given."""
        self.slug = self.slug or free_slug(type(self), str(self))
        super().save(*args, **kwargs)


def free_slug(model: type[models.Model], name: str) -> str:
    """Return a slug for the name that no row of the model has yet.

    A name in a script that has no ASCII form gets its code points, so it is never empty.
    """
    # Room for a number behind it.
    base = (slugify(name) or cautious_slugify(name) or "unnamed")[: MAX_LENGTH - 6]
    rows = model._default_manager.filter(slug__startswith=base)
    taken = set(rows.values_list("slug", flat=True))
    candidates = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(slug for slug in candidates if slug not in taken)
