"""Wagtail's database search, for the lists of the admin, made safe for any input.

Wagtail's hands a stray quotation mark on to FTS5, which takes it for syntax, and breaks at a
thousand words. And it rebuilds its index in one transaction, which blocks writers on SQLite.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Avg, F
from django.db.models.functions import Length
from modelsearch.backends import database
from modelsearch.query import MATCH_NONE, And, Or, Phrase, PlainText

from byline.text import without_unfit_characters

REBUILD_BATCH_SIZE = 500  # entries
ADMIN_QUERY_WORDS_LIMIT = 50


class IncrementalRebuilder:
    """Rebuilds an index of Wagtail's in the database while it is used, and others write."""

    def __init__(self, index: Any) -> None:
        self.index = index

    def start(self) -> Any:
        """Delete stale entries; the others stay and are found meanwhile."""
        self.index.delete_stale_entries()
        return self.index

    def finish(self) -> None:
        """Recompute the weight of headlines by their length, in batches."""
        entries = self.index.entries.annotate(length=Length("title")).filter(length__gt=0)
        average = entries.aggregate(average=Avg("length"))["average"]
        last, in_order = 0, entries.order_by("pk").values_list("pk", flat=True)
        while pks := list(in_order.filter(pk__gt=last)[:REBUILD_BATCH_SIZE]):
            entries.filter(pk__in=pks).update(title_norm=average / F("length"))
            last = pks[-1]


class SanitizingCompiler:
    """A query compiler that no input can break."""

    query: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.query = sanitize(self.query, iter(range(ADMIN_QUERY_WORDS_LIMIT))) or MATCH_NONE


def sanitize(query: Any, allowed: Iterator[int]) -> Any:
    """Return a query without FTS5's syntax, and with no more words than are allowed.

    The words of all its parts together consume `allowed`.
    """
    if isinstance(query, PlainText):
        words = plain_words(query.query_string, allowed)
        return PlainText(words, operator=query.operator, boost=query.boost) if words else None
    if isinstance(query, Phrase):
        words = plain_words(query.query_string, allowed)
        return Phrase(words) if words else None
    if isinstance(query, And | Or):
        parts = [sanitized for part in query.subqueries if (sanitized := sanitize(part, allowed))]
        return type(query)(parts) if parts else None
    return query


def plain_words(text: str, allowed: Iterator[int]) -> str:
    """Return the words of a text: every word is one more level for Django to go down."""
    words = without_unfit_characters(text.replace('"', " ")).split()
    return " ".join(word for word, _number in zip(words, allowed, strict=False))


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - the name that Wagtail looks for
    """Return the backend of the database that is used."""
    backend = database.SearchBackend(params)
    if hasattr(backend, "atomic_rebuilder_class"):
        backend.rebuilder_class = IncrementalRebuilder
    for kind in ("query_compiler_class", "autocomplete_query_compiler_class"):
        compiler = getattr(backend, kind)
        setattr(backend, kind, type(compiler.__name__, (SanitizingCompiler, compiler), {}))
    return backend
