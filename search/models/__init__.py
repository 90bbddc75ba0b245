"""What search keeps in the database: the index, and what was searched for."""

from search.models.asked import Asked
from search.models.entries import Entry, KnownWord, Name

__all__ = ["Asked", "Entry", "KnownWord", "Name"]
