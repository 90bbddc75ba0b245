"""The comments of a saved page, put under its story."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import batched

from django.conf import settings
from django.utils import timezone

from comments import comment_numbers, imported_references
from comments.cache_invalidation import comments_changed
from comments.models import ReaderComment, State
from comments.models.comment import ANONYMOUS_NAME
from comments.paths import COMMENT_MAX_DEPTH
from comments.pipeline import AUTHOR_NAME_MAX_LENGTH
from comments.querysets import QUERY_VALUES_LIMIT
from comments.text import REFERENCE_PATTERN, is_visible
from importers.notes import ImportNote, NoteKind, quoted
from importers.saved_pages.dates import VALID_YEARS
from importers.saved_pages.page_end import SavedComment
from importers.saved_pages.story import SavedStory
from importers.times import aware
from news.models import ArticlePage

# Clocks and time zones differ. A later time is invalid.
CLOCK_SKEW_LIMIT = timedelta(days=1)


@dataclass(eq=False)
class NewComment:
    """A comment to store, and its parent: another new one, or one stored earlier."""

    saved: SavedComment
    # Its fingerprint; empty where its number identifies it.
    key: str
    above: "NewComment | None" = None
    earlier: ReaderComment | None = None
    depth: int = 0
    # The stored comment.
    comment: ReaderComment | None = None

    @property
    def parent(self) -> ReaderComment | None:
        """The comment that it answers."""
        return self.above.comment if self.above else self.earlier

    def stand_alone(self) -> None:
        """Become the first comment of a thread."""
        self.above = self.earlier = None
        self.depth = 0


@dataclass
class NewComments:
    """The comments of a page that its story does not have yet, each after the one it answers.

    `planned` are the keys of the comments that a dry run has found for this story so far,
    since it leaves nothing in the database. An article that it would have made is None.
    """

    story: SavedStory
    article: ArticlePage | None = None
    planned: set[int | str] = field(default_factory=set)
    notes: list[ImportNote] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.arrivals = self.find()
        if self.arrivals:
            self.find_parents()
            self.break_circles()
            self.arrivals = self.in_order()

    def find(self) -> list[NewComment]:
        """Return the comments that have text and are not stored yet."""
        there = self.planned | existing_keys(self.article if self.story.comments else None)
        found = []
        for saved, mark in zip(self.story.comments, comment_keys(self.story), strict=True):
            if mark in there:
                continue
            if not any(map(is_visible, saved.text)):
                self.note(saved, "has no words: it is left out")
                continue
            there.add(mark)
            found.append(NewComment(saved, mark if isinstance(mark, str) else ""))
        return found

    def find_parents(self) -> None:
        """Let the comments that begin with `>>17879` answer that one."""
        begins = {a: REFERENCE_PATTERN.match(a.saved.text) for a in self.arrivals}
        wanted = {a: int(match[1]) for a, match in begins.items() if match}
        earlier = imported_comments(self.article, wanted.values())
        arriving = {a.saved.number: a for a in reversed(self.arrivals)}
        for arrival, number in wanted.items():
            arrival.earlier = earlier.get(number)
            arrival.above = None if arrival.earlier else arriving.get(number)
            if not (arrival.earlier or arrival.above):
                self.make_alone(arrival, f"answers No. {number}, which is not on this story")

    def break_circles(self) -> None:
        """Detach the first comment of each reference cycle."""
        safe: set[NewComment] = set()
        for arrival in self.arrivals:
            walked: dict[NewComment, None] = {}
            at: NewComment | None = arrival
            while at and at not in safe and at not in walked:
                walked[at] = None
                at = at.above
            if at in walked:
                steps = list(walked)
                first = min(steps[steps.index(at) :], key=lambda a: a.saved.line)
                self.make_alone(first, "answers itself, by way of others or not")
            safe.update(walked)

    def in_order(self) -> list[NewComment]:
        """Return the comments with each after the one it answers, none of them too deep."""
        placed: dict[NewComment, None] = {}
        for arrival in self.arrivals:
            steps = []
            at: NewComment | None = arrival
            while at and at not in placed:
                steps.append(at)
                at = at.above
            for step in reversed(steps):
                self.measure(step)
                placed[step] = None
        return list(placed)

    def measure(self, arrival: NewComment) -> None:
        """Set the depth of a comment, whose parent has its own already."""
        above = arrival.above or arrival.earlier
        arrival.depth = above.depth + 1 if above else 0
        if arrival.depth > COMMENT_MAX_DEPTH:
            self.make_alone(arrival, f"answers a comment that has {COMMENT_MAX_DEPTH} above it")

    def make_alone(self, arrival: NewComment, why: str) -> None:
        """Detach a comment from its parent, with a note."""
        arrival.stand_alone()
        self.note(arrival.saved, f"{why}: it begins a conversation of its own")

    def note(self, saved: SavedComment, text: str) -> None:
        """Add a note about a comment."""
        self.notes.append(ImportNote(saved.line, NoteKind.COMMENT, f"No. {saved.number} {text}"))

    def comments_on(self, article: ArticlePage) -> list[ReaderComment]:
        """Make the comments on the story, which are not stored yet."""
        for arrival in self.arrivals:
            arrival.comment = self.comment_of(arrival, article)
        return [arrival.comment for arrival in self.arrivals if arrival.comment]

    def note_numbers(self) -> None:
        """Add a note about each comment that was stored with another number."""
        for arrival in self.arrivals:
            number, comment = arrival.saved.number, arrival.comment
            if comment and comment.pk != number:
                self.note(arrival.saved, f"{number_problem(number)}: it is now No. {comment.pk}")

    def comment_of(self, arrival: NewComment, article: ArticlePage) -> ReaderComment:
        """Return the comment, to be stored after the one it answers."""
        saved, parent = arrival.saved, arrival.parent
        return ReaderComment(
            story=article,
            comment=saved.text,
            user_name=self.name_of(saved),
            state=State.APPROVED,
            posted_at=self.time_of(saved) or aware(self.story.byline.date.at),
            reply_to=parent,
            root=(parent.root or parent) if parent else None,
            form_key=arrival.key or None,
        )

    def plan(self, taken: set[int]) -> None:
        """Add the notes of `store`; `taken` are the numbers that a dry run has assigned so far."""
        for arrival in self.arrivals:
            self.name_of(arrival.saved)
            self.time_of(arrival.saved)
        free = comment_numbers.free_numbers(a.saved.number for a in self.arrivals)
        for arrival in self.arrivals:
            number = arrival.saved.number
            if number not in free or number in taken:
                self.note(arrival.saved, f"{number_problem(number)}: it gets another number")
            taken.add(number)
            self.planned.add(arrival.key or number)

    def name_of(self, saved: SavedComment) -> str:
        """Return the name that readers see."""
        if len(saved.name) > AUTHOR_NAME_MAX_LENGTH:
            self.note(saved, f"has a long name, which is cut: {quoted(saved.name, 200)}")
        return (
            ""
            if saved.name.casefold() == ANONYMOUS_NAME.casefold()
            else saved.name[:AUTHOR_NAME_MAX_LENGTH]
        )

    def time_of(self, saved: SavedComment) -> datetime | None:
        """Return when it was written; None where the page has no valid time."""
        at = saved.posted_at
        if at and at.year in VALID_YEARS and aware(at) < timezone.now() + CLOCK_SKEW_LIMIT:
            return aware(at)
        self.note(saved, "has a time that is none: it gets the date of the story")
        return None


def store_comments(pages: Iterable[tuple[NewComments, ArticlePage]]) -> None:
    """Put the comments of pages under their stories, in a transaction of the caller's.

    Readers who comment wait from here until it ends.
    """
    for some in without_repeated_numbers(pages):
        arrivals = [arrival for page, _article in some for arrival in page.arrivals]
        roots = {a.earlier.thread_root for a in arrivals if a.earlier}
        ReaderComment.objects.lock_threads(roots)
        comments = [comment for page, article in some for comment in page.comments_on(article)]
        numbers = [arrival.saved.number for arrival in arrivals]
        comment_numbers.insert_with_numbers([*zip(comments, numbers, strict=True)])
        imported_references.store_references(comments)
        comments_changed(comments)
        for page, _article in some:
            page.note_numbers()


def without_repeated_numbers(
    pages: Iterable[tuple[NewComments, ArticlePage]],
) -> Iterator[list[tuple[NewComments, ArticlePage]]]:
    """Yield the pages that have comments, so that no two yielded together have one number."""
    some: list[tuple[NewComments, ArticlePage]] = []
    seen: set[int] = set()
    for page, article in pages:
        numbers = {arrival.saved.number for arrival in page.arrivals}
        if numbers & seen:
            yield some
            some, seen = [], set()
        if numbers:
            some.append((page, article))
            seen |= numbers
    if some:
        yield some


def comment_keys(story: SavedStory) -> Iterator[int | str]:
    """Yield the key of each comment within its story, stable over imports.

    That is its number, or a fingerprint where an earlier one on the page has the same number
    or the database cannot hold it.
    """
    seen: set[int] = set()
    for saved in story.comments:
        if saved.number in comment_numbers.ORIGINAL_NUMBER_RANGE and saved.number not in seen:
            yield saved.number
        else:
            yield imported_references.import_key(
                story.key, saved.number, saved.posted_at, saved.name, saved.text
            )
        seen.add(saved.number)


def existing_keys(article: ArticlePage | None) -> set[int | str]:
    """Return the keys of the comments that were imported onto a story, in any state."""
    found = ReaderComment.objects.filter(imported_references.IS_IMPORTED, story=article)
    rows = found.values_list("original_number", "form_key") if article else []
    return {key for row in rows for key in row if key is not None}


def imported_comments(
    article: ArticlePage | None, wanted: Iterable[int]
) -> dict[int, ReaderComment]:
    """Return those of the imported comments on a story that had the wanted numbers."""
    fitting = {number for number in wanted if number in comment_numbers.ORIGINAL_NUMBER_RANGE}
    found = {}
    for some in batched(fitting if article else (), QUERY_VALUES_LIMIT):
        there = ReaderComment.objects.filter(story=article, original_number__in=some)
        found.update({c.original_number: c for c in there.select_related("root")})
    return found


def number_problem(number: int) -> str:
    """Return why a comment cannot keep its number."""
    if comment_numbers.can_be_imported(number):
        return "is taken"
    highest = settings.COMMENTS_HIGHEST_IMPORTED_NUMBER
    return f"is not between 1 and {highest:,}"
