"""Cleaning of text that users paste."""

import re
import unicodedata
from collections.abc import Collection
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.db import models

# Control characters but tab and line ends, surrogates, non-characters, byte order marks, and
# direction overrides. They are invisible; XML and PostgreSQL reject some.
UNFIT_CHARACTERS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)


# Letters and symbols by their category, which show nothing all the same.
BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def is_legible(text: str) -> bool:
    """Return whether anything of a text shows: spaces, controls and joiners do not."""
    return any(unicodedata.category(c)[0] not in "ZC" and c not in BLANK_LETTERS for c in text)


def split_url(address: str) -> SplitResult:
    """Return the parts of a URL, all of them empty where it is none."""
    try:
        return urlsplit(address)
    except ValueError:  # brackets that do not match
        return SplitResult("", "", "", "", "")


def without_unfit_characters(text: str) -> str:
    """Return a text without UNFIT_CHARACTERS."""
    return UNFIT_CHARACTERS.sub("", text)


def without_unfit_characters_in(data: Any) -> Any:
    """Return data without UNFIT_CHARACTERS in any text of its dictionaries, lists and tuples."""
    match data:
        case str():
            return without_unfit_characters(data)
        case dict():
            return dict(map(without_unfit_characters_in, data.items()))
        case list() | tuple():
            items = map(without_unfit_characters_in, data)
            return type(data)._make(items) if hasattr(data, "_make") else type(data)(items)
    return data


class CleanTextModel(models.Model):
    """A model that cleans its texts before validation.

    `clean_fields()` is called by every form and for every saved page.
    """

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Clean the texts, then validate the fields."""
        for field in self._meta.concrete_fields:
            value = self.__dict__.get(field.attname)  # without loading a deferred one
            if isinstance(value, str):
                setattr(self, field.attname, without_unfit_characters(value))
        super().clean_fields(exclude=exclude)
