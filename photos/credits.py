"""Credits as they read behind what they are of."""

import re

# A credit that begins with what was made: "Illustration: Jo Reed", "Map by Jo Reed".
KIND_PATTERN = re.compile(r"[^\W\d_]+(?:\s?:|\s+by\b)", re.IGNORECASE)


def names_kind(credit: str) -> bool:
    """Return whether a credit says itself whether it is of a photo, an illustration or else."""
    return KIND_PATTERN.match(credit) is not None


def credit_line(credit: str) -> str:
    """Return a credit with the kind of what was made in front."""
    return credit if not credit or names_kind(credit) else f"Photo: {credit}"
