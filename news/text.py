"""Text as people paste it, made fit to store."""

import re

# Everything below U+0020 but tab and line ends, and the C1 controls: no reader sees them,
# feeds and PostgreSQL refuse them.
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def without_control_characters(text: str) -> str:
    """Drop the characters that have no place in text."""
    return CONTROL_CHARACTERS.sub("", text)
