"""What readers search for."""


def note(words: str, found: int) -> None:
    """Note a search, and how much it found."""
