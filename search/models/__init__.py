"""The tables of search: the indexes, and the query log."""

from search.models.entries import Entry, KnownWord, Name
from search.models.page_texts import PageText
from search.models.search_query import SearchQuery

__all__ = ["Entry", "KnownWord", "Name", "PageText", "SearchQuery"]
