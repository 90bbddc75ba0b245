"""The comments on a story as readers see them, a page at a time.

A page costs the same few queries whether a story has ten comments or ten thousand. It is made
of rows, since instances of the model take ten times longer.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple, Self

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext

from byline.prepared import Prepared, prepared
from comments.citations import ANSWERS_LIMIT, Citation, references_by_and_to
from comments.models import CommentMixin, ReaderComment
from comments.paths import COMMENT_MAX_DEPTH
from comments.querysets import ReaderCommentQuerySet
from comments.text import has_references
from news.models import ArticlePage
from news.querysets import Ids

THREADS_PER_PAGE = 20
# The others are on a page of their own.
REPLIES_PER_THREAD = 4
REPLIES_PER_PAGE = 40
# Steps by which replies to replies are indented.
INDENT_LIMIT = 4
NO_CONDITION = Q()


class Sort(StrEnum):
    """The order of threads."""

    NEWEST = "newest"
    OLDEST = "oldest"
    ANSWERED = "answered"
    PICKS = "picks"

    @property
    def label(self) -> str:
        """The label of the choice."""
        labels = {Sort.ANSWERED: "Most answered", Sort.PICKS: gettext("Editor’s picks first")}
        return labels.get(self, self.value.capitalize())

    @property
    def keys(self) -> list[str]:
        """The fields to sort by, all in the same direction."""
        first = {Sort.ANSWERED: ["reply_count"], Sort.PICKS: ["has_picks"]}
        return [*first.get(self, []), "posted_at", "pk"]


class CommentRow(NamedTuple):
    """The columns of a comment that a list shows."""

    pk: int
    comment: str
    user_name: str
    state: str
    posted_at: datetime
    edited_at: datetime | None
    reply_to_id: int | None
    root_id: int | None
    depth: int
    reply_count: int
    is_by_newsroom: bool
    is_pick: bool


class ListedComment(CommentMixin, CommentRow):
    """A comment in a list."""

    __slots__ = ()


class ThreadRoot(NamedTuple):
    """A comment that begins a thread, and what its query returns besides."""

    comment: ListedComment
    # The numbers of its first replies.
    replies: list[int]
    # How many comments readers see on the story, and whether there are picks among them.
    number: int
    has_picks: bool

    @classmethod
    def of(cls, row: Sequence[Any]) -> Self:
        """Return it from a row of `roots_on`."""
        *columns, replies, number, has_picks = row
        return cls(ListedComment._make(columns), replies or [], number, bool(has_picks))


@dataclass(slots=True)
class CommentEntry:
    """A comment as it is listed, with its references and replies."""

    comment: ReaderComment | ListedComment
    # In steps.
    indent: int = 0
    # The comment that it answers.
    answers_to: Citation | None = None
    # Comments that refer to it by number, the first ones.
    answers: list[Citation] = field(default_factory=list)
    # Those it refers to, by number.
    known: dict[int, Citation] = field(default_factory=dict)
    # What is below it on this page, and how many replies are not.
    replies: list["CommentEntry"] = field(default_factory=list)
    more: int = 0

    @property
    def is_tombstone(self) -> bool:
        """Return whether readers see a note in its place."""
        return not self.comment.is_approved

    @property
    def takes_replies(self) -> bool:
        """Return whether it can be answered, as far as it depends on the comment."""
        return self.comment.is_approved and self.comment.depth < COMMENT_MAX_DEPTH


@dataclass(frozen=True)
class ThreadPage:
    """Threads, each as the entry of its root, and the number after which the next page begins."""

    entries: list[CommentEntry]
    next: int | None = None
    # How many comments readers see on the story, where there are conversations, and whether there
    # are picks among them.
    number: int = 0
    has_picks: bool = False

    @property
    def sorts(self) -> list[Sort]:
        """The orders that make a difference."""
        return [sort for sort in Sort if self.has_picks or sort != Sort.PICKS]


def count_of(story: ArticlePage) -> int:
    """Return how many comments readers see on a story."""
    return approved_on(story).count()


def threads_on(story: ArticlePage, sort: Sort = Sort.NEWEST, after: int = 0) -> ThreadPage:
    """Return a page of the conversations on a story: those after the one with the number."""
    # Also where it has been taken away since the page before was read.
    last = after and ReaderComment.objects.roots().filter(story=story, pk=after).first()
    first = FIRST_PAGE_QUERIES[sort]
    rows = roots_on(story.pk, sort, sorted_after(last, sort)) if last else first(story.pk)
    found = list(map(ThreadRoot.of, rows))
    roots = found[:THREADS_PER_PAGE]
    replies = listed([number for root in roots for number in root.replies])
    entries = with_references([*(root.comment for root in roots), *replies])
    nest_replies(entries[: len(roots)], entries[len(roots) :])
    return ThreadPage(
        entries[: len(roots)],
        roots[-1].comment.pk if len(found) > len(roots) else None,
        roots[0].number if roots else 0,
        bool(roots) and roots[0].has_picks,
    )


def nest_replies(roots: list[CommentEntry], replies: list[CommentEntry]) -> None:
    """Add the first replies to the roots of their threads."""
    by_root = defaultdict(list)
    for reply in replies:
        by_root[reply.comment.root_id].append(reply)
    for root in roots:
        root.replies = by_root[root.comment.pk]
        visible = sum(not reply.is_tombstone for reply in root.replies)
        root.more = root.comment.reply_count - visible


def roots_on(story: int, sort: Sort, condition: Q = NO_CONDITION) -> QuerySet:
    """Return rows of the roots on a page, and of one more: see `ThreadRoot`."""
    first = ["-is_pick"] if sort == Sort.PICKS else []
    replies = ReaderComment.objects.shown().filter(root=OuterRef("pk")).order_by(*first, "path")
    number = approved_on(story).order_by().values("story").annotate(n=Count("pk")).values("n")
    roots = ReaderComment.objects.roots().shown().filter(condition, story=story)
    ordered = roots.order_by(*(key if sort == Sort.OLDEST else f"-{key}" for key in sort.keys))
    more = {
        "first_replies": Ids(replies[:REPLIES_PER_THREAD]),
        "number_on_story": Subquery(number),
        "picks_on_story": Exists(ReaderComment.objects.roots().filter(story=story, has_picks=True)),
    }
    return ordered.annotate(**more).values_list(*CommentRow._fields, *more)[: THREADS_PER_PAGE + 1]


FIRST_PAGE_QUERIES = {sort: Prepared(partial(roots_on, sort=sort)) for sort in Sort}


def listed(numbers: list[int]) -> list[ListedComment]:
    """Return the comments with the numbers, each followed by its replies."""
    return list(map(ListedComment._make, comments_in_order(numbers) if numbers else []))


@prepared
def comments_in_order(numbers: list[int]) -> QuerySet:
    """Find rows of comments, each followed by its replies."""
    found = ReaderComment.objects.filter(pk__in=numbers).order_by("path")
    return found.values_list(*CommentRow._fields)


def approved_on(story: ArticlePage | int) -> ReaderCommentQuerySet:
    """Return the comments on a story whose text readers see."""
    return ReaderComment.objects.approved().filter(story=story)


def sorted_after(last: ReaderComment, sort: Sort) -> Q:
    """Return the condition that a comment is sorted after the given one."""
    step = "gt" if sort == Sort.OLDEST else "lt"
    condition, same = Q(), Q()
    for key in sort.keys:
        value = getattr(last, key)
        condition |= same & Q(**{f"{key}__{step}": value})
        same &= Q(**{key: value})
    # Redundant, but lets the index begin there.
    return Q(**{f"{sort.keys[0]}__{step}e": getattr(last, sort.keys[0])}) & condition


def replies_to(
    comment: ReaderComment, after: int = 0, per_page: int = REPLIES_PER_PAGE
) -> ThreadPage:
    """Return a page of the replies below a comment, each followed by its own replies."""
    below = ReaderComment.objects.shown().descendants(comment.path).order_by("path")
    if after and (last := below.filter(pk=after).first()):
        below = below.filter(path__gt=last.path)
    rows = below.values_list(*CommentRow._fields)[: per_page + 1]
    found = list(map(ListedComment._make, rows))
    shown = found[:per_page]
    last_shown = shown[-1].pk if len(found) > len(shown) else None
    return ThreadPage(with_references(shown, comment), last_shown)


def with_ancestors(comment: ReaderComment) -> list[CommentEntry]:
    """Return the ancestors of a comment, the root first, and itself."""
    return with_references([*listed(comment.ancestor_numbers), comment])


def with_references(
    comments: Iterable[ReaderComment | ListedComment], below: ReaderComment | None = None
) -> list[CommentEntry]:
    """Return entries with the references of comments and those to them. Up to three queries.

    The indent is counted from the comment `below` which they are. What each answers is named where
    it is one of them or that comment.
    """
    top = below.depth if below else 0
    entries = {c.pk: CommentEntry(c, min(c.depth - top, INDENT_LIMIT)) for c in comments}
    referring = [n for n, entry in entries.items() if has_references(entry.comment.comment)]
    known, answers = references_by_and_to(referring, list(entries))
    for row in known:
        entries[row.named_at].known[row.number] = row.citation
    for row in answers:
        named = entries[row.named_at].answers
        if len(named) < ANSWERS_LIMIT:
            named.append(row.citation)
    around = {c.pk: c for c in [below, *(entry.comment for entry in entries.values())] if c}
    for entry in entries.values():
        if number := entry.comment.reply_to_id:
            entry.answers_to = citation_of(number, around.get(number))
    return list(entries.values())


def citation_of(number: int, comment: ReaderComment | ListedComment | None) -> Citation:
    """Return the citation of a comment: only its number where it is not at hand."""
    if comment is None:
        return Citation(number)
    return Citation.of(number, comment.state, comment.user_name, comment.comment)
