"""Saved pages for tests, in which only what a test is about differs."""

from pathlib import Path

DATA = Path(__file__).parent / "data"
LANTERN_PARADE = DATA / "lantern-parade.txt"


def saved_page(
    body="Some words.",
    *,
    headline="Whale Under Bridge",
    byline="By: Oda Finch | 11-30-2019 | Harbour",
    end="Share this article",
):
    """Return the text of a saved page."""
    return f"{byline}\n\n{headline}\n\n{body}\n\n{end}\n"
