"""What editors put above what is found."""


def promoted_for(words: str) -> list[object]:
    """Return what is promoted for a search."""
    return []
