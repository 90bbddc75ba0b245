"""What search keeps in the database: the index, and what was searched for."""

from search.models.entries import Entry, KnownWord, Name
from search.models.search_query import SearchQuery

__all__ = ["Entry", "KnownWord", "Name", "SearchQuery"]
