"""The queryset and the manager of comments."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django_comments.managers import CommentManager

from comments.paths import numbers_in, path_after

# Below what every database takes.
QUERY_VALUES_LIMIT = 5000

__all__ = ["CommentManager", "ReaderCommentManager", "ReaderCommentQuerySet"]


class ReaderCommentQuerySet(models.QuerySet):
    """Queries of comments by visibility and thread."""

    def shown(self) -> Self:
        """Keep those that readers see, tombstones included."""
        return self.filter(shown=True)

    def approved(self) -> Self:
        """Keep those whose text readers see."""
        return self.filter(state="approved")

    def roots(self) -> Self:
        """Keep those that began a thread."""
        return self.filter(depth=0)

    def descendants(self, path: str) -> Self:
        """Filter the descendants of the comment with a path."""
        root = numbers_in(path)[0]
        return self.filter(root=root, path__gt=path, path__lt=path_after(path))

    def ancestors(self, path: str) -> Self:
        """Filter the ancestors of the comment with a path, the root first."""
        return self.filter(pk__in=numbers_in(path)[:-1]).order_by("path")

    def lock_threads(self, roots: Iterable[int]) -> None:
        """Lock the roots of threads until the transaction ends.

        Every change of a thread does so first, lowest number first, so there is no deadlock.
        References to a locked comment can still be stored. On SQLite a transaction that writes
        is alone anyway.
        """
        rows = self.filter(pk__in=set(roots)).order_by("pk")
        locked = rows.select_for_update(of=("self",), no_key=True)
        list(locked.values_list("pk", flat=True))


# Without the joins that the library's manager adds to every query.
ReaderCommentManager = CommentManager.from_queryset(ReaderCommentQuerySet)
