"""Text as people paste it, made fit to store."""

import re

# The control characters but tab and line ends, halves of surrogate pairs, non-characters,
# stray byte order marks, and the marks that turn whatever follows them backwards. No reader
# sees them; feeds and PostgreSQL refuse some of them.
UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)


def without_unfit_characters(text: str) -> str:
    """Drop the characters that have no place in a newspaper."""
    return UNFIT.sub("", text)
