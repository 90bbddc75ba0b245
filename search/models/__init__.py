"""What search keeps in the database."""

from search.models.entries import Entry, KnownWord, Name

__all__ = ["Entry", "KnownWord", "Name"]
