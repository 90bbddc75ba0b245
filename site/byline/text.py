"""Text as people paste it, made fit to store."""

import re
from collections.abc import Collection

from django.db import models

# The control characters but tab and line ends, halves of surrogate pairs, non-characters,
# stray byte order marks, and the marks that turn whatever follows them backwards. No reader
# sees them; feeds and PostgreSQL refuse some of them.
UNFIT_CHARACTERS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)


def without_unfit_characters(text: str) -> str:
    """Drop the characters that have no place in a newspaper."""
    return UNFIT_CHARACTERS.sub("", text)


class FitText(models.Model):
    """A model whose texts are rid of unfit characters before they are checked and stored.

    All forms and every saved page pass this way, so no form has to think of it.
    """

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Tidy the texts, then check every field."""
        for field in self._meta.concrete_fields:
            value = self.__dict__.get(field.attname)  # one that is deferred stays so
            if isinstance(value, str):
                setattr(self, field.attname, without_unfit_characters(value))
        super().clean_fields(exclude=exclude)
