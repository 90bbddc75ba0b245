"""Next and previous comments in the filtered list."""

from django.db.models import Q
from django.http import HttpRequest

from comments.desk.index_view import CommentIndexView
from comments.models import ReaderComment


class ModerationQueue:
    """The list of comments as filtered and sorted by a moderator."""

    def __init__(self, request: HttpRequest) -> None:
        view = CommentIndexView()
        view.setup(request)
        self.comments = view.get_queryset()
        self.newest_first = view.ordering.startswith("-")

    def has(self, comment: ReaderComment) -> bool:
        """Return whether a comment is in the list."""
        return self.comments.filter(pk=comment.pk).exists()

    def after(self, comment: ReaderComment) -> ReaderComment | None:
        """Return the comment that follows in the list."""
        side = earlier(comment) if self.newest_first else later(comment)
        return self.comments.filter(side).first()

    def before(self, comment: ReaderComment) -> ReaderComment | None:
        """Return the comment before one in the list."""
        side = later(comment) if self.newest_first else earlier(comment)
        return self.comments.filter(side).reverse().first()

    def go_on_after(self, comment: ReaderComment) -> ReaderComment | None:
        """Return the next comment after a decision; after the last, the first that is left."""
        follows = self.after(comment)
        if follows is None and not self.has(comment):
            return self.comments.first()
        return follows


def later(comment: ReaderComment) -> Q:
    """Return the condition of being written after a comment."""
    same = Q(posted_at=comment.posted_at)
    return Q(posted_at__gt=comment.posted_at) | same & Q(pk__gt=comment.pk)


def earlier(comment: ReaderComment) -> Q:
    """Return the condition of being written before a comment."""
    same = Q(posted_at=comment.posted_at)
    return Q(posted_at__lt=comment.posted_at) | same & Q(pk__lt=comment.pk)
