"""The tables of search: the index, and the query log."""

from search.models.entries import Entry, KnownWord, Name
from search.models.search_query import SearchQuery

__all__ = ["Entry", "KnownWord", "Name", "SearchQuery"]
